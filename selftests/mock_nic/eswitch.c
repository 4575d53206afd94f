// SPDX-License-Identifier: GPL-2.0
/*
 * The embedded switch of one port: who may send, and who receives.
 *
 * Owns the tables of struct mock_eswitch and the rules of mock_hw.h about
 * them. Takes no locks: the port's lock is held by the caller. Uses nothing
 * of the rest of the device, see eswitch.h.
 */
#include <linux/bitmap.h>
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/string.h>

#include "eswitch.h"

#define VLAN_TAG_AT	(2 * ETH_ALEN)

/* ---- Sets and tables ---------------------------------------------------- */

static const struct mock_pool_set *having(const struct mock_eswitch *esw,
					  u32 flag)
{
	return &esw->has[__ffs(flag)];
}

static u64 mac_key(const u8 *mac)
{
	return mac[0] | mac[1] << 8 | mac[2] << 16 | (u64)mac[3] << 24 |
	       (u64)mac[4] << 32 | (u64)mac[5] << 40;
}

static unsigned int mac_bucket(const struct mock_eswitch *esw, u64 key)
{
	return jhash_2words(key, key >> 32, esw->seed) >>
	       (32 - MOCK_ESW_HASH_BITS);
}

static unsigned int mta_hash(const u8 *mac)
{
	return ((mac[4] >> 4) | (mac[5] << 4)) & 0xfff;
}

/**
 * mock_esw_reset - all registers of the switch to their values after power-on
 * @esw: the switch
 */
void mock_esw_reset(struct mock_eswitch *esw)
{
	unsigned int i;

	memset(esw->has, 0, sizeof(esw->has));
	memset(&esw->ins, 0, sizeof(esw->ins));
	memset(esw->ctrl, 0, sizeof(esw->ctrl));
	memset(esw->vlan, 0, sizeof(esw->vlan));
	memset(esw->pvid, 0, sizeof(esw->pvid));
	memset(esw->svid, 0, sizeof(esw->svid));
	memset(esw->vfta, 0, sizeof(esw->vfta));
	memset(esw->trunk, 0, sizeof(esw->trunk));
	memset(esw->mta, 0, sizeof(esw->mta));
	memset(esw->ra, 0, sizeof(esw->ra));
	memset(esw->bucket, 0, sizeof(esw->bucket));
	memset(esw->link, MOCK_POOL_LINK_AUTO, sizeof(esw->link));
	memset(&esw->cut, 0, sizeof(esw->cut));
	bitmap_zero(esw->local, VLAN_N_VID);
	for (i = 0; i < MOCK_MAX_POOLS; i++)
		esw->maxframe[i] = MOCK_DEF_MAXFRAME;
}

/**
 * mock_esw_init - make a switch of zeroed memory
 * @esw: the switch
 * @vfs: number of VFs, at most MOCK_MAX_VFS
 * @seed: any random number
 */
void mock_esw_init(struct mock_eswitch *esw, unsigned int vfs, u32 seed)
{
	esw->vfs = vfs;
	esw->seed = seed;
	bitmap_set(esw->exists.map, 0, vfs);
	__set_bit(MOCK_POOL_PF, esw->exists.map);
	mock_esw_reset(esw);
}

/**
 * mock_esw_set_ctrl - write MOCK_POOL_CTRL
 * @esw: the switch
 * @pool: a pool that exists
 * @val: the value; bits without meaning are dropped
 */
void mock_esw_set_ctrl(struct mock_eswitch *esw, unsigned int pool, u32 val)
{
	unsigned int i;

	esw->ctrl[pool] = val & GENMASK(MOCK_POOL_FLAGS - 1, 0);
	for (i = 0; i < MOCK_POOL_FLAGS; i++)
		__assign_bit(pool, esw->has[i].map, val & BIT(i));
}

/**
 * mock_esw_set_vlan - write MOCK_POOL_VLAN
 * @esw: the switch
 * @pool: a pool that exists
 * @val: the value; bits without meaning are dropped
 */
void mock_esw_set_vlan(struct mock_eswitch *esw, unsigned int pool, u32 val)
{
	u16 old = esw->vlan[pool] & VLAN_VID_MASK;
	u16 vid = val & VLAN_VID_MASK;

	__clear_bit(pool, esw->pvid[old].map);
	__clear_bit(pool, esw->svid[old].map);
	esw->vlan[pool] = val & (MOCK_POOL_VLAN_INS | MOCK_POOL_VLAN_AD |
				 MOCK_POOL_VLAN_TCI);
	__assign_bit(pool, esw->ins.map, val & MOCK_POOL_VLAN_INS);
	if (!(val & MOCK_POOL_VLAN_INS))
		return;
	if (val & MOCK_POOL_VLAN_AD)
		__set_bit(pool, esw->svid[vid].map);
	else
		__set_bit(pool, esw->pvid[vid].map);
}

/**
 * mock_esw_set_maxframe - write MOCK_POOL_MAXFRAME
 * @esw: the switch
 * @pool: a pool that exists
 * @val: bytes; more than MOCK_MAX_FRAME is taken as MOCK_MAX_FRAME
 */
void mock_esw_set_maxframe(struct mock_eswitch *esw, unsigned int pool,
			   u32 val)
{
	esw->maxframe[pool] = min_t(u32, val, MOCK_MAX_FRAME);
}

/**
 * mock_esw_set_link - write MOCK_POOL_LINK
 * @esw: the switch
 * @pool: a pool that exists
 * @val: MOCK_POOL_LINK_*; others are taken as MOCK_POOL_LINK_AUTO
 */
void mock_esw_set_link(struct mock_eswitch *esw, unsigned int pool, u32 val)
{
	if (val > MOCK_POOL_LINK_DOWN)
		val = MOCK_POOL_LINK_AUTO;
	WRITE_ONCE(esw->link[pool], val);
	__assign_bit(pool, esw->cut.map, val == MOCK_POOL_LINK_DOWN);
}

/**
 * mock_esw_set_row - write MOCK_VFTA, MOCK_TRUNK or MOCK_MTA
 * @table: mock_eswitch.vfta, .trunk or .mta
 * @pool: a pool that exists
 * @row: number of the register within the pool's block, below 128
 * @val: 32 bits of the pool's table
 */
void mock_esw_set_row(struct mock_pool_set *table, unsigned int pool,
		      unsigned int row, u32 val)
{
	unsigned int i;

	for (i = 0; i < 32; i++)
		__assign_bit(pool, table[row * 32 + i].map, val & BIT(i));
}

/* Read what mock_esw_set_row() writes; parameters as of mock_esw_set_row(). */
u32 mock_esw_get_row(const struct mock_pool_set *table, unsigned int pool,
		     unsigned int row)
{
	unsigned int i;
	u32 val = 0;

	for (i = 0; i < 32; i++)
		if (mock_pool_in(&table[row * 32 + i], pool))
			val |= BIT(i);
	return val;
}

/**
 * mock_esw_set_local - write MOCK_LVLAN
 * @esw: the switch
 * @row: number of the register, below 128
 * @val: its 32 VLANs
 */
void mock_esw_set_local(struct mock_eswitch *esw, unsigned int row, u32 val)
{
	unsigned int i;

	if (esw->no_local)
		return;
	for (i = 0; i < 32; i++)
		__assign_bit(row * 32 + i, esw->local, val & BIT(i));
}

/* Read MOCK_LVLAN. */
u32 mock_esw_get_local(const struct mock_eswitch *esw, unsigned int row)
{
	unsigned int i;
	u32 val = 0;

	for (i = 0; i < 32; i++)
		if (test_bit(row * 32 + i, esw->local))
			val |= BIT(i);
	return val;
}

/**
 * mock_esw_set_ra_hi - write MOCK_RA_HI: the entry takes effect
 * @esw: the switch
 * @index: entry, below MOCK_RA_ENTRIES
 * @val: the value; MOCK_RA_HI_AV is dropped if the pool doesn't exist
 */
void mock_esw_set_ra_hi(struct mock_eswitch *esw, unsigned int index, u32 val)
{
	struct mock_ra *ra = &esw->ra[index];

	if (ra->valid)
		hlist_del_init(&ra->node);
	ra->key = (u64)FIELD_GET(MOCK_RA_HI_ADDR, val) << 32 | ra->lo;
	ra->pool = FIELD_GET(MOCK_RA_HI_POOL, val);
	ra->valid = (val & MOCK_RA_HI_AV) &&
		    mock_esw_pool_exists(esw, ra->pool);
	if (ra->valid)
		hlist_add_head(&ra->node,
			       &esw->bucket[mac_bucket(esw, ra->key)]);
}

/* Read MOCK_RA_HI. */
u32 mock_esw_get_ra_hi(const struct mock_eswitch *esw, unsigned int index)
{
	const struct mock_ra *ra = &esw->ra[index];

	return FIELD_PREP(MOCK_RA_HI_ADDR, ra->key >> 32) |
	       FIELD_PREP(MOCK_RA_HI_POOL, ra->pool) |
	       (ra->valid ? MOCK_RA_HI_AV : 0);
}

static bool ra_has(const struct mock_eswitch *esw, const u8 *mac,
		   unsigned int pool)
{
	u64 key = mac_key(mac);
	const struct mock_ra *ra;

	hlist_for_each_entry(ra, &esw->bucket[mac_bucket(esw, key)], node)
		if (ra->key == key && ra->pool == pool)
			return true;
	return false;
}

static void ra_pools(const struct mock_eswitch *esw, const u8 *mac,
		     struct mock_pool_set *pools)
{
	u64 key = mac_key(mac);
	const struct mock_ra *ra;

	memset(pools, 0, sizeof(*pools));
	hlist_for_each_entry(ra, &esw->bucket[mac_bucket(esw, key)], node)
		if (ra->key == key)
			__set_bit(ra->pool, pools->map);
}

/* ---- Frames ------------------------------------------------------------- */

static u16 tag_type(const u8 *tag)
{
	return tag[0] << 8 | tag[1];
}

static bool is_tag(const u8 *tag)
{
	return tag_type(tag) == ETH_P_8021Q || tag_type(tag) == ETH_P_8021AD;
}

/* What is behind the tag that gives the VID, which a port VLAN may hide. */
static void parse_inner(struct mock_frame *frame, const u8 *tag)
{
	const u8 *end = frame->data + frame->len;

	frame->inner_vid = 0;
	frame->inner_ad = false;
	for (; !frame->inner_vid && is_tag(tag); tag += VLAN_HLEN) {
		/* Without room for the type behind it, it is cut off. */
		if (tag + VLAN_HLEN + 2 > end) {
			frame->inner_vid = VLAN_VID_MASK;
			frame->inner_ad = true;
			return;
		}
		frame->inner_vid = (tag[2] << 8 | tag[3]) & VLAN_VID_MASK;
		frame->inner_ad = frame->inner_vid &&
				  tag_type(tag) == ETH_P_8021AD;
	}
}

/**
 * mock_frame_parse - find the VLAN of a frame
 * @frame: the frame; @frame->data and @frame->len are set
 *
 * Consecutive tags are walked until one has a VID: a receiver strips priority
 * tags, so a VID behind one counts as much as a VID in front.
 *
 * Return: false if the frame is too short for its header or its tags.
 */
bool mock_frame_parse(struct mock_frame *frame)
{
	const u8 *tag = frame->data + VLAN_TAG_AT;

	frame->vid = 0;
	frame->tags = 0;
	frame->ad = false;
	frame->inner = false;
	if (frame->len < ETH_HLEN)
		return false;
	while (!frame->vid && is_tag(tag)) {
		frame->tags += VLAN_HLEN;
		if (frame->len < ETH_HLEN + frame->tags)
			return false;
		frame->vid = (tag[2] << 8 | tag[3]) & VLAN_VID_MASK;
		frame->ad = tag_type(tag) == ETH_P_8021AD;
		tag += VLAN_HLEN;
	}
	frame->ad = frame->ad && frame->vid;
	frame->inner = frame->vid && is_tag(tag);
	parse_inner(frame, tag);
	return true;
}

static void frame_push(struct mock_frame *frame, u16 proto, u16 tci)
{
	u8 *tag;

	frame->data -= VLAN_HLEN;
	frame->len += VLAN_HLEN;
	memmove(frame->data, frame->data + VLAN_HLEN, VLAN_TAG_AT);
	tag = frame->data + VLAN_TAG_AT;
	tag[0] = proto >> 8;
	tag[1] = proto & 0xff;
	tag[2] = tci >> 8;
	tag[3] = tci & 0xff;
}

/**
 * mock_frame_push_tag - insert an 802.1Q tag as the outermost one
 * @frame: the frame, with VLAN_HLEN bytes of headroom; parse it again
 * @tci: tag control information
 */
void mock_frame_push_tag(struct mock_frame *frame, u16 tci)
{
	frame_push(frame, ETH_P_8021Q, tci);
}

static void frame_pull_tags(struct mock_frame *frame)
{
	memmove(frame->data + frame->tags, frame->data, VLAN_TAG_AT);
	frame->data += frame->tags;
	frame->len -= frame->tags;
	frame->tags = 0;
	frame->vid = 0;
	frame->ad = false;
	frame->inner = false;
}

/* Length that counts against MOCK_POOL_MAXFRAME: without the outermost tag. */
unsigned int mock_frame_untagged_len(const struct mock_frame *frame)
{
	return frame->len - (frame->tags ? VLAN_HLEN : 0);
}

/* ---- Rules -------------------------------------------------------------- */

/* Pools, 64 or 32 of them, whose trunk bars a tag. */
static unsigned long barred(const struct mock_eswitch *esw, unsigned int word,
			    u16 vid, bool ad)
{
	unsigned long trk = having(esw, MOCK_POOL_TRK)->map[word];

	if (!vid)
		return 0;
	return ad ? trk : trk & ~esw->trunk[vid].map[word];
}

/* Admission rules a and b: pools that receive at all, and this VID. */
static void pools_by_vlan(const struct mock_eswitch *esw,
			  const struct mock_frame *frame,
			  struct mock_pool_set *pools)
{
	u16 vid = frame->vid;
	const unsigned long *mine = (frame->ad ? esw->svid :
						 esw->pvid)[vid].map;
	const unsigned long *rxe = having(esw, MOCK_POOL_RXE)->map;
	const unsigned long *aupe = having(esw, MOCK_POOL_AUPE)->map;
	const unsigned long *vle = having(esw, MOCK_POOL_VLE)->map;
	unsigned long open, port;
	unsigned int i;

	for (i = 0; i < MOCK_ESW_WORDS; i++) {
		if (frame->ad)
			open = ~vle[i];
		else
			open = vid ? ~vle[i] | esw->vfta[vid].map[i] : aupe[i];
		open &= ~barred(esw, i, vid, frame->ad);
		port = mine[i];
		if (frame->ad)
			port &= ~barred(esw, i, frame->inner_vid,
					frame->inner_ad);
		pools->map[i] = rxe[i] & ~esw->cut.map[i] &
				((open & ~esw->ins.map[i]) | port);
	}
}

/* Admission rule c for broadcast and multicast, on top of @pools. */
static void pools_by_group(const struct mock_eswitch *esw, const u8 *mac,
			   struct mock_pool_set *pools)
{
	const unsigned long *rompe = having(esw, MOCK_POOL_ROMPE)->map;
	const unsigned long *mpe = having(esw, MOCK_POOL_MPE)->map;
	const unsigned long *mta = esw->mta[mta_hash(mac)].map;
	struct mock_pool_set ra;
	unsigned int i;

	if (is_broadcast_ether_addr(mac)) {
		bitmap_and(pools->map, pools->map,
			   having(esw, MOCK_POOL_BAM)->map, MOCK_MAX_POOLS);
		return;
	}
	ra_pools(esw, mac, &ra);
	for (i = 0; i < MOCK_ESW_WORDS; i++)
		pools->map[i] &= ra.map[i] | mpe[i] | (rompe[i] & mta[i]);
}

/* Transmit rule 4 for unicast. @route->pools holds what admits the VLAN. */
static enum mock_stat route_unicast(const struct mock_eswitch *esw,
				    unsigned int pool, const u8 *mac,
				    struct mock_route *route)
{
	struct mock_pool_set *to = &route->pools;
	struct mock_pool_set match;
	bool self, others;

	ra_pools(esw, mac, &match);
	bitmap_and(match.map, match.map, to->map, MOCK_MAX_POOLS);
	self = __test_and_clear_bit(pool, match.map);
	others = !bitmap_empty(match.map, MOCK_MAX_POOLS);
	if (self && !others)
		return MOCK_STAT_DROP_TX_SELF;
	if (!mock_esw_flag(esw, pool, MOCK_POOL_LBE)) {
		bitmap_zero(to->map, MOCK_MAX_POOLS);
		route->wire = true;
		return MOCK_STAT_TX_PACKETS;
	}
	bitmap_and(to->map, to->map, having(esw, MOCK_POOL_UPE)->map,
		   MOCK_MAX_POOLS);
	if (READ_ONCE(esw->no_upe_copy))
		bitmap_zero(to->map, MOCK_MAX_POOLS);
	__clear_bit(pool, to->map);
	bitmap_or(to->map, to->map, match.map, MOCK_MAX_POOLS);
	route->wire = !others;
	return MOCK_STAT_TX_PACKETS;
}

/* Transmit rule 3, with TRK. */
static bool in_trunk(const struct mock_eswitch *esw, unsigned int pool,
		     const struct mock_frame *frame)
{
	return !mock_esw_flag(esw, pool, MOCK_POOL_TRK) || !frame->vid ||
	       (!frame->ad && mock_pool_in(&esw->trunk[frame->vid], pool));
}

/* Transmit rule 3. Inserts the port VLAN's tag. */
static bool vlan_allowed(const struct mock_eswitch *esw, unsigned int pool,
			 struct mock_frame *frame)
{
	u32 vlan = esw->vlan[pool];

	if (vlan & MOCK_POOL_VLAN_INS && vlan & MOCK_POOL_VLAN_AD) {
		if (!in_trunk(esw, pool, frame))
			return false;
		frame_push(frame, ETH_P_8021AD, vlan & MOCK_POOL_VLAN_TCI);
		return mock_frame_parse(frame);
	}
	if (vlan & MOCK_POOL_VLAN_INS) {
		if (frame->vid)
			return false;
		/* A priority tag makes room for the port VLAN's tag. */
		if (frame->tags)
			frame_pull_tags(frame);
		mock_frame_push_tag(frame, vlan & MOCK_POOL_VLAN_TCI);
		frame->vid = vlan & VLAN_VID_MASK;
		frame->tags = VLAN_HLEN;
		return true;
	}
	if (!in_trunk(esw, pool, frame))
		return false;
	return !mock_esw_flag(esw, pool, MOCK_POOL_VLANAS) || !frame->vid ||
	       (!frame->ad && mock_pool_in(&esw->vfta[frame->vid], pool));
}

static bool is_local(const struct mock_eswitch *esw,
		     const struct mock_frame *frame)
{
	return frame->vid && !frame->ad && test_bit(frame->vid, esw->local);
}

/* Transmit rule 4. */
static enum mock_stat route_frame(const struct mock_eswitch *esw,
				  unsigned int pool,
				  const struct mock_frame *frame,
				  struct mock_route *route)
{
	const u8 *mac = frame->data;

	pools_by_vlan(esw, frame, &route->pools);
	if (is_unicast_ether_addr(mac))
		return route_unicast(esw, pool, mac, route);

	route->wire = true;
	if (!mock_esw_flag(esw, pool, MOCK_POOL_LBE)) {
		bitmap_zero(route->pools.map, MOCK_MAX_POOLS);
		return MOCK_STAT_TX_PACKETS;
	}
	pools_by_group(esw, mac, &route->pools);
	__clear_bit(pool, route->pools.map);
	return MOCK_STAT_TX_PACKETS;
}

/**
 * mock_esw_from_pool - transmit rules 1 (length) to 4 of mock_hw.h
 * @esw: the switch
 * @pool: where the frame comes from; mock_esw_may_send() was asked
 * @frame: the frame, not parsed, writable, with VLAN_HLEN bytes of headroom;
 *	gets the port VLAN's tag
 * @route: filled if the frame goes anywhere
 *
 * Return: MOCK_STAT_TX_PACKETS, or the reason of the drop.
 */
enum mock_stat mock_esw_from_pool(struct mock_eswitch *esw, unsigned int pool,
				  struct mock_frame *frame,
				  struct mock_route *route)
{
	enum mock_stat verdict;

	if (!mock_frame_parse(frame) ||
	    mock_frame_untagged_len(frame) > esw->maxframe[pool])
		return MOCK_STAT_DROP_TX_ERROR;
	if (mock_esw_flag(esw, pool, MOCK_POOL_MACAS) &&
	    !ra_has(esw, frame->data + ETH_ALEN, pool))
		return MOCK_STAT_DROP_SPOOF_MAC;
	if (!vlan_allowed(esw, pool, frame))
		return MOCK_STAT_DROP_SPOOF_VLAN;

	verdict = route_frame(esw, pool, frame, route);
	if (verdict == MOCK_STAT_TX_PACKETS && is_local(esw, frame))
		route->wire = false;
	return verdict;
}

/**
 * mock_esw_from_wire - find the pools that admit a frame from the cable
 * @esw: the switch
 * @frame: the frame, parsed
 * @route: filled if any pool admits it
 *
 * Return: MOCK_STAT_RX_PACKETS, or MOCK_STAT_DROP_RX_NO_POOL.
 */
enum mock_stat mock_esw_from_wire(struct mock_eswitch *esw,
				  const struct mock_frame *frame,
				  struct mock_route *route)
{
	const u8 *mac = frame->data;
	struct mock_pool_set match;

	route->wire = false;
	if (is_local(esw, frame))
		return MOCK_STAT_DROP_RX_NO_POOL;
	pools_by_vlan(esw, frame, &route->pools);
	if (is_unicast_ether_addr(mac)) {
		ra_pools(esw, mac, &match);
		bitmap_or(match.map, match.map,
			  having(esw, MOCK_POOL_UPE)->map, MOCK_MAX_POOLS);
		bitmap_and(route->pools.map, route->pools.map, match.map,
			   MOCK_MAX_POOLS);
	} else {
		pools_by_group(esw, mac, &route->pools);
	}
	return bitmap_empty(route->pools.map, MOCK_MAX_POOLS) ?
	       MOCK_STAT_DROP_RX_NO_POOL : MOCK_STAT_RX_PACKETS;
}

/**
 * mock_esw_to_pool - what a pool that admitted a frame gets of it
 * @esw: the switch
 * @pool: the pool
 * @frame: the frame, parsed
 * @strip: bytes to leave out at offset 12: the port VLAN's tag
 *
 * Return: MOCK_STAT_RX_PACKETS, or MOCK_STAT_DROP_RX_TOO_LONG.
 */
enum mock_stat mock_esw_to_pool(const struct mock_eswitch *esw,
				unsigned int pool,
				const struct mock_frame *frame,
				unsigned int *strip)
{
	unsigned int len;

	*strip = esw->vlan[pool] & MOCK_POOL_VLAN_INS ? frame->tags : 0;
	if (!*strip)
		len = mock_frame_untagged_len(frame);
	else
		len = frame->len - *strip - (frame->inner ? VLAN_HLEN : 0);
	return len > esw->maxframe[pool] ? MOCK_STAT_DROP_RX_TOO_LONG :
					   MOCK_STAT_RX_PACKETS;
}
