/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The embedded switch of one port: its tables and its decisions.
 *
 * It knows pools and frames but neither rings nor functions, so that the
 * KUnit suite mock_eswitch can run it alone. Every question "which pools have
 * this property" is answered by a set of pools that is kept up to date when
 * the register is written; a frame then costs a few word operations however
 * many VFs there are. No locks: the caller holds the port's lock for every
 * call but mock_frame_parse().
 */
#ifndef MOCK_ESWITCH_H
#define MOCK_ESWITCH_H

#include <linux/bitops.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/list.h>
#include <linux/types.h>

#include "mock_hw.h"

#define MOCK_ESW_WORDS		BITS_TO_LONGS(MOCK_MAX_POOLS)
#define MOCK_ESW_HASH_BITS	12
/* Number of flag bits in MOCK_POOL_CTRL. */
#define MOCK_POOL_FLAGS		12

/* Room that the switch and the descriptor's tag need before the frame. */
#define MOCK_FRAME_HEADROOM	(2 * VLAN_HLEN)

/* A set of pools. */
struct mock_pool_set {
	unsigned long map[MOCK_ESW_WORDS];
};

/**
 * struct mock_frame - a frame inside the device
 * @data: its first byte, the destination address
 * @len: length in bytes without FCS, with all tags
 * @vid: VID of its first tag with a VID, 0: untagged or priority-tagged
 * @ad: that tag is one of 802.1ad
 * @inner: behind that tag there is another
 * @inner_vid: VID of the first tag with a VID behind that tag, 0: none
 * @inner_ad: that one is of 802.1ad, or the frame ends within it
 * @tags: bytes of tags from offset 12 up to and including the one that gives
 *	@vid; with @vid 0 those of all priority tags
 * @inspected: csum.c looked at it: @csum and @hash are valid
 * @csum: MOCK_RXD_CSUM_OK, MOCK_RXD_CSUM_BAD or 0
 * @hash: flow hash, 0: not an IP packet
 */
struct mock_frame {
	u8 *data;
	unsigned int len;
	u16 vid;
	u16 tags;
	bool ad;
	bool inner;
	bool inner_ad;
	bool inspected;
	u16 inner_vid;
	u32 csum;
	u32 hash;
};

/**
 * struct mock_route - where a frame goes
 * @pools: pools that get it
 * @wire: it also leaves through the cable
 */
struct mock_route {
	struct mock_pool_set pools;
	bool wire;
};

/**
 * struct mock_ra - entry of the receive address table
 * @node: in the bucket of @key while valid
 * @key: address as a number, octet 0 lowest
 * @lo: what was written to MOCK_RA_LO, not yet in effect
 * @pool: its pool
 * @valid: MOCK_RA_HI_AV
 */
struct mock_ra {
	struct hlist_node node;
	u64 key;
	u32 lo;
	u16 pool;
	bool valid;
};

/**
 * struct mock_eswitch - tables of one port
 * @vfs: number of VFs; pools are 0 to @vfs - 1 and MOCK_POOL_PF
 * @seed: of the address hash, so that no VF can choose colliding addresses
 * @exists: all pools
 * @has: per flag of MOCK_POOL_CTRL the pools that have it set
 * @ins: pools with a port VLAN
 * @ctrl: MOCK_POOL_CTRL
 * @vlan: MOCK_POOL_VLAN
 * @maxframe: MOCK_POOL_MAXFRAME
 * @link: MOCK_POOL_LINK
 * @cut: pools with MOCK_POOL_LINK_DOWN
 * @pvid: per VID the pools that have it as their port VLAN of 802.1Q
 * @svid: per VID the pools that have it as their port VLAN of 802.1ad
 * @vfta: per VID the pools that have it in their VLAN filter
 * @trunk: per VID the pools that may have it, if they have MOCK_POOL_TRK
 * @mta: per multicast hash the pools that have it in their hash table
 * @ra: receive addresses
 * @bucket: valid entries of @ra by hash of the address
 * @local: VLANs of 802.1Q that stay in the port
 * @no_local: see knobs.c, as the next; a reset leaves both
 * @no_upe_copy: likewise
 */
struct mock_eswitch {
	unsigned int vfs;
	u32 seed;
	struct mock_pool_set exists;
	struct mock_pool_set has[MOCK_POOL_FLAGS];
	struct mock_pool_set ins;
	u32 ctrl[MOCK_MAX_POOLS];
	u32 vlan[MOCK_MAX_POOLS];
	u16 maxframe[MOCK_MAX_POOLS];
	u8 link[MOCK_MAX_POOLS];
	struct mock_pool_set cut;
	struct mock_pool_set pvid[VLAN_N_VID];
	struct mock_pool_set svid[VLAN_N_VID];
	struct mock_pool_set vfta[VLAN_N_VID];
	struct mock_pool_set trunk[VLAN_N_VID];
	struct mock_pool_set mta[4096];
	struct mock_ra ra[MOCK_RA_ENTRIES];
	struct hlist_head bucket[1 << MOCK_ESW_HASH_BITS];
	DECLARE_BITMAP(local, VLAN_N_VID);
	bool no_local;
	bool no_upe_copy;
};

void mock_esw_init(struct mock_eswitch *esw, unsigned int vfs, u32 seed);
void mock_esw_reset(struct mock_eswitch *esw);

void mock_esw_set_ctrl(struct mock_eswitch *esw, unsigned int pool, u32 val);
void mock_esw_set_vlan(struct mock_eswitch *esw, unsigned int pool, u32 val);
void mock_esw_set_maxframe(struct mock_eswitch *esw, unsigned int pool,
			   u32 val);
void mock_esw_set_link(struct mock_eswitch *esw, unsigned int pool, u32 val);
void mock_esw_set_row(struct mock_pool_set *table, unsigned int pool,
		      unsigned int row, u32 val);
u32 mock_esw_get_row(const struct mock_pool_set *table, unsigned int pool,
		     unsigned int row);
void mock_esw_set_local(struct mock_eswitch *esw, unsigned int row, u32 val);
u32 mock_esw_get_local(const struct mock_eswitch *esw, unsigned int row);
void mock_esw_set_ra_hi(struct mock_eswitch *esw, unsigned int index, u32 val);
u32 mock_esw_get_ra_hi(const struct mock_eswitch *esw, unsigned int index);

bool mock_frame_parse(struct mock_frame *frame);
void mock_frame_push_tag(struct mock_frame *frame, u16 tci);
unsigned int mock_frame_untagged_len(const struct mock_frame *frame);

enum mock_stat mock_esw_from_pool(struct mock_eswitch *esw, unsigned int pool,
				  struct mock_frame *frame,
				  struct mock_route *route);
enum mock_stat mock_esw_from_wire(struct mock_eswitch *esw,
				  const struct mock_frame *frame,
				  struct mock_route *route);
enum mock_stat mock_esw_to_pool(const struct mock_eswitch *esw,
				unsigned int pool,
				const struct mock_frame *frame,
				unsigned int *strip);

static inline bool mock_pool_in(const struct mock_pool_set *set,
				unsigned int pool)
{
	return test_bit(pool, set->map);
}

static inline bool mock_esw_pool_exists(const struct mock_eswitch *esw,
					unsigned int pool)
{
	return pool < MOCK_MAX_POOLS && mock_pool_in(&esw->exists, pool);
}

/* What the function of a pool sees of the link; @port: the port's. */
static inline bool mock_esw_link(const struct mock_eswitch *esw,
				 unsigned int pool, bool port)
{
	u8 link = READ_ONCE(esw->link[pool]);

	return link == MOCK_POOL_LINK_AUTO ? port : link == MOCK_POOL_LINK_UP;
}

static inline bool mock_esw_flag(const struct mock_eswitch *esw,
				 unsigned int pool, u32 flag)
{
	return esw->ctrl[pool] & flag;
}

/* Transmit rule 1, but for the frame. */
static inline bool mock_esw_may_send(const struct mock_eswitch *esw,
				     unsigned int pool)
{
	return mock_esw_flag(esw, pool, MOCK_POOL_TXE) &&
	       !mock_pool_in(&esw->cut, pool);
}

#endif /* MOCK_ESWITCH_H */
