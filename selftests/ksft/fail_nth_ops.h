/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations that fail_nth tries, a line each in the table at the end. Part
 * of fail_nth.c.
 */
#ifndef FAIL_NTH_OPS_H
#define FAIL_NTH_OPS_H

/* ---- family sriov ------------------------------------------------------- */

static void name_pf(unsigned int port)
{
	nl_put_text(&req, SRIOV_A_PF_PCI_ADDRESS, device[port].pf);
}

static void name_vfs(unsigned int port, unsigned int first, unsigned int last)
{
	nl_put_text(&req, SRIOV_A_VF_PCI_ADDRESS, device[port].pf);
	nl_put_u32(&req, SRIOV_A_VF_VF_ID, first);
	if (last != first)
		nl_put_u32(&req, SRIOV_A_VF_VF_LAST, last);
}

static void pf_get(void)
{
	genl(SRIOV_CMD_PF_GET, 0);
	name_pf(0);
}

static void pf_get_by_ifindex(void)
{
	genl(SRIOV_CMD_PF_GET, 0);
	nl_put_u32(&req, SRIOV_A_PF_IFINDEX, device[0].ifindex);
}

static void pf_dump(void)
{
	genl(SRIOV_CMD_PF_GET, NLM_F_DUMP);
}

static void vf_get(void)
{
	genl(SRIOV_CMD_VF_GET, 0);
	name_vfs(0, 0, 0);
}

static void vf_get_stats(void)
{
	vf_get();
	nl_put(&req, SRIOV_A_VF_WITH_STATS, NULL, 0);
}

static void vf_dump(void)
{
	genl(SRIOV_CMD_VF_GET, NLM_F_DUMP);
	nl_put(&req, SRIOV_A_VF_WITH_STATS, NULL, 0);
}

static void vf_dump_range(void)
{
	genl(SRIOV_CMD_VF_GET, NLM_F_DUMP);
	name_vfs(1, 0, 1);
}

static void vf_set(void)
{
	genl(SRIOV_CMD_VF_SET, 0);
	name_vfs(0, 0, 0);
}

static void vf_set_mac(void)
{
	static const unsigned char mac[] = { 2, 0xde, 0xad, 0, 0, 1 };

	vf_set();
	nl_put(&req, SRIOV_A_VF_MAC, mac, sizeof(mac));
}

static void put_all(unsigned int vlan)
{
	nl_put_u32(&req, SRIOV_A_VF_VLAN, vlan);
	nl_put_u32(&req, SRIOV_A_VF_QOS, 3);
	nl_put_u32(&req, SRIOV_A_VF_VLAN_PROTO, 0x88a8);
	nl_put_u32(&req, SRIOV_A_VF_SPOOFCHK, 0);
	nl_put_u32(&req, SRIOV_A_VF_MAX_TX_RATE, 200);
	nl_put_u32(&req, SRIOV_A_VF_MIN_TX_RATE, 100);
	nl_put_u32(&req, SRIOV_A_VF_TRUST, 1);
	nl_put_u32(&req, SRIOV_A_VF_LINK_STATE, SRIOV_LINK_ENABLE);
	nl_put_u64(&req, SRIOV_A_VF_OWNER, 7);
}

static void vf_set_range(void)
{
	genl(SRIOV_CMD_VF_SET, 0);
	name_vfs(0, 0, VFS - 1);
	put_all(44);
}

static void vf_set_refused(void)
{
	vf_set();
	nl_put_u32(&req, SRIOV_A_VF_QOS, 3);
}

static void change(unsigned int port, unsigned int vlan)
{
	size_t nest = nl_nest(&req, SRIOV_A_APPLY_CHANGE);

	name_vfs(port, 0, VFS - 1);
	put_all(vlan);
	nl_nest_end(&req, nest);
}

static void apply(void)
{
	genl(SRIOV_CMD_APPLY, 0);
	change(1, 45);
	change(0, 46);
	change(1, 47);
}

static void apply_dry(void)
{
	apply();
	nl_put(&req, SRIOV_A_APPLY_DRY_RUN, NULL, 0);
}

static void apply_stale(void)
{
	size_t nest;

	apply();
	nest = nl_nest(&req, SRIOV_A_APPLY_EXPECT);
	nl_put_text(&req, SRIOV_A_APPLY_PF_PCI_ADDRESS, device[2].pf);
	nl_put_u32(&req, SRIOV_A_APPLY_PF_GENERATION, 0x7fffffff);
	nl_nest_end(&req, nest);
}

/* ---- number of VFs ------------------------------------------------------ */

static void pf_set_up(void)
{
	genl(SRIOV_CMD_PF_SET, 0);
	name_pf(2);
	nl_put_u32(&req, SRIOV_A_PF_NUM_VFS, VFS);
}

static void pf_set_down(void)
{
	genl(SRIOV_CMD_PF_SET, 0);
	name_pf(0);
	nl_put_u32(&req, SRIOV_A_PF_NUM_VFS, 0);
}

static bool undo_up(void)
{
	return set_num_vfs(2, 0);
}

static bool undo_down(void)
{
	return set_num_vfs(0, VFS);
}

/* Where an operation stands while it sleeps: how many allocations are left of
 * what was armed, seen from another thread.
 */
struct watch {
	int fd;
	bool stop;
	unsigned int left;	/* at the first long sleep, 0: none was seen */
};

#define LONG_SLEEP_US	80000	/* of the PCI core's 100 ms */

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

static void *watch_sleep(void *data)
{
	struct watch *watch = data;
	unsigned int last = 0, left;
	uint64_t since = now_us();
	char text[16];
	ssize_t len;

	while (!__atomic_load_n(&watch->stop, __ATOMIC_ACQUIRE)) {
		len = pread(watch->fd, text, sizeof(text) - 1, 0);
		if (len <= 0)
			break;
		text[len] = '\0';
		left = strtoul(text, NULL, 10);
		if (left != last || left < NEVER / 2 || left == NEVER) {
			last = left;
			since = now_us();
		} else if (now_us() - since > LONG_SLEEP_US) {
			watch->left = left;
			break;
		}
		usleep(2000);
	}
	return NULL;
}

/* Between its sleep of 100 ms and its return, pci_enable_sriov() warns when
 * memory lacks: pci_device_add() takes a device that couldn't be added for a
 * bug. So only what comes before, and the last few, which tell of the result.
 */
static void spare_pci_core(unsigned int total, unsigned int *from,
			   unsigned int *to)
{
	struct watch watch = {};
	struct nl_answer answer;
	pthread_t thread;
	char path[64];
	int fd;

	*from = 1;
	*to = NEVER;
	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth",
		 (long)syscall(SYS_gettid));
	watch.fd = open(path, O_RDONLY);
	fd = nl_socket(NETLINK_GENERIC);
	if (watch.fd < 0 ||
	    pthread_create(&thread, NULL, watch_sleep, &watch))
		return;
	pf_set_up();
	nl_end(&req);
	arm(NEVER);
	nl_exchange(fd, &req, NULL, NULL, &answer);
	disarm();
	__atomic_store_n(&watch.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	close(watch.fd);
	close(fd);
	undo_up();
	if (watch.left) {
		/* The checkers, too, allocate now and then. */
		*from = NEVER - watch.left - 2;
		*to = total > *from + 4 ? total - 4 : total;
	}
	printf("# the PCI core's are spared: %u to %u\n", *from, *to - 1);
}

/* ---- rtnetlink ---------------------------------------------------------- */

static size_t setlink_nests[2];

static void setlink(void)
{
	struct ifinfomsg *ifi;

	nl_begin(&req, RTM_SETLINK, NLM_F_ACK);
	ifi = nl_add(&req, sizeof(*ifi));
	ifi->ifi_index = device[0].ifindex;
	setlink_nests[0] = nl_nest(&req, IFLA_VFINFO_LIST);
	setlink_nests[1] = nl_nest(&req, IFLA_VF_INFO);
}

static void setlink_end(void)
{
	nl_nest_end(&req, setlink_nests[1]);
	nl_nest_end(&req, setlink_nests[0]);
}

static void link_vf(uint16_t type, const void *data, size_t len)
{
	setlink();
	nl_put(&req, type, data, len);
	setlink_end();
}

static void link_vf_mac(void)
{
	static const struct ifla_vf_mac mac = {
		.vf = 1, .mac = { 2, 0xde, 0xad, 0, 0, 2 }
	};

	link_vf(IFLA_VF_MAC, &mac, sizeof(mac));
}

static void link_vf_vlan(void)
{
	static const struct ifla_vf_vlan_info vlan = {
		.vf = 1, .vlan = 33, .qos = 2, .vlan_proto = 0xa888
	};
	size_t nest;

	setlink();
	nest = nl_nest(&req, IFLA_VF_VLAN_LIST);
	nl_put(&req, IFLA_VF_VLAN_INFO, &vlan, sizeof(vlan));
	nl_nest_end(&req, nest);
	setlink_end();
}

static void link_vf_rate(void)
{
	static const struct ifla_vf_rate rate = {
		.vf = 1, .min_tx_rate = 10, .max_tx_rate = 20
	};

	link_vf(IFLA_VF_RATE, &rate, sizeof(rate));
}

static void link_vf_spoofchk(void)
{
	static const struct ifla_vf_spoofchk check = { .vf = 1, .setting = 0 };

	link_vf(IFLA_VF_SPOOFCHK, &check, sizeof(check));
}

static void link_vf_trust(void)
{
	static const struct ifla_vf_trust trust = { .vf = 1, .setting = 1 };

	link_vf(IFLA_VF_TRUST, &trust, sizeof(trust));
}

static void link_vf_state(void)
{
	static const struct ifla_vf_link_state state = {
		.vf = 1, .link_state = IFLA_VF_LINK_STATE_DISABLE
	};

	link_vf(IFLA_VF_LINK_STATE, &state, sizeof(state));
}

static void getlink(void)
{
	struct ifinfomsg *ifi;

	nl_begin(&req, RTM_GETLINK, NLM_F_ACK);
	ifi = nl_add(&req, sizeof(*ifi));
	ifi->ifi_index = device[0].ifindex;
	nl_put_u32(&req, IFLA_EXT_MASK, RTEXT_FILTER_VF);
}

/* ---- devlink ------------------------------------------------------------ */

static void devlink_info(void)
{
	genl_devlink(DEVLINK_CMD_INFO_GET, 0);
	nl_put_text(&req, DEVLINK_ATTR_BUS_NAME, "pci");
	nl_put_text(&req, DEVLINK_ATTR_DEV_NAME, device[0].pf);
}

static void devlink_info_dump(void)
{
	genl_devlink(DEVLINK_CMD_INFO_GET, NLM_F_DUMP);
}

/* ---- drivers and netdevs ------------------------------------------------ */

static int write_driver(const char *driver, const char *file,
			const char *address)
{
	char path[128];
	int fd, err = 0;

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/%s", driver,
		 file);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return errno;
	if (write(fd, address, strlen(address)) < 0)
		err = errno;
	close(fd);
	return err;
}

/* Without it no driver may have a VF that isn't probed by itself. */
static bool override_vf(void)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override",
		 device[0].vf[0]);
	return write_file(path, "sriov_vf");
}

static int bind_vf(void)
{
	return write_driver("sriov_vf", "bind", device[0].vf[0]);
}

static bool unbind_vf(void)
{
	return !write_driver("sriov_vf", "unbind", device[0].vf[0]);
}

static int bind_pf(void)
{
	return write_driver("sriov_pf_mock", "bind", device[3].pf);
}

static bool unbind_pf(void)
{
	return !write_driver("sriov_pf_mock", "unbind", device[3].pf);
}

/* Its driver has done its handshake. */
static bool vf_active(void)
{
	static struct state now;
	char active[16];

	look(&now, true);
	snprintf(active, sizeof(active), " %u=01000000", SRIOV_A_VF_ACTIVE);
	return strstr(now.text, active);
}

static int netdev_ioctl(const char *name, unsigned long request,
			struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err = 0;

	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
	if (ioctl(fd, request, ifr))
		err = errno;
	close(fd);
	return err;
}

static int set_up(const char *name, bool up)
{
	struct ifreq ifr = { .ifr_flags = up ? IFF_UP : 0 };

	return netdev_ioctl(name, SIOCSIFFLAGS, &ifr);
}

static int set_mtu(const char *name, int mtu)
{
	struct ifreq ifr = { .ifr_mtu = mtu };

	return netdev_ioctl(name, SIOCSIFMTU, &ifr);
}

static int set_ring(const char *name, unsigned int size)
{
	struct ethtool_ringparam ring = {
		.cmd = ETHTOOL_SRINGPARAM, .rx_pending = size,
		.tx_pending = size,
	};
	struct ifreq ifr = { .ifr_data = (void *)&ring };

	return netdev_ioctl(name, SIOCETHTOOL, &ifr);
}

static int up_pf(void)
{
	return set_up("pf1", true);
}

static bool down_pf(void)
{
	return !set_up("pf1", false);
}

static int up_vf(void)
{
	return set_up("p0v0", true);
}

static bool down_vf(void)
{
	return !set_up("p0v0", false);
}

static int mtu_pf(void)
{
	return set_mtu("pf1", 4000);
}

static bool undo_mtu_pf(void)
{
	return !set_mtu("pf1", 1500);
}

/* What they have when their drivers are bound. */
#define PF_RING	512
#define VF_RING	128

static int ring_pf(void)
{
	return set_ring("pf1", 128);
}

static int ring_vf(void)
{
	return set_ring("p0v0", 256);
}

static bool undo_ring_pf(void)
{
	return !set_ring("pf1", PF_RING);
}

static bool undo_ring_vf(void)
{
	return !set_ring("p0v0", VF_RING);
}

/* Steps between operations, which must succeed, without faults. */
static bool begin_vf_up(void)
{
	time_t end = time(NULL) + 60;

	if (!override_vf() || bind_vf() || set_up("p0v0", true))
		return false;
	while (!vf_active() && time(NULL) < end)
		usleep(20000);
	return vf_active();
}

static bool end_vf_up(void)
{
	return down_vf() && unbind_vf();
}

static bool begin_vf_bound(void)
{
	return begin_vf_up() && down_vf();
}

static bool end_vf_bound(void)
{
	return unbind_vf();
}

static bool begin_pf_up(void)
{
	return !up_pf();
}

static bool begin_owned(void)
{
	struct nl_msg msg = {};
	bool done;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_VF_SET, 1, NLM_F_ACK);
	nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, device[0].pf);
	nl_put_u32(&msg, SRIOV_A_VF_VF_ID, 0);
	nl_put_u32(&msg, SRIOV_A_VF_VLAN, 9);
	nl_put_u64(&msg, SRIOV_A_VF_OWNER, 9);
	done = do_now(&msg, NETLINK_GENERIC);
	free(msg.buf);
	return done;
}

static bool begin_pf_unbound(void)
{
	return unbind_pf();
}

static bool end_pf_unbound(void)
{
	return !bind_pf();
}

#define READS(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_GENERIC }
#define SETS(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_GENERIC, \
			  .changes = true, .undo = undo_set }
#define LINK(fn)	{ .name = #fn, .build = fn, .proto = NETLINK_ROUTE, \
			  .changes = true, .undo = undo_set }
#define ACTS(fn, undoes) \
	{ .name = #fn, .act = fn, .undo = undoes, .changes = true, \
	  .loose = true, .slow = true

static const struct op ops[] = {
	READS(pf_get),
	READS(pf_get_by_ifindex),
	READS(pf_dump),
	READS(vf_get),
	READS(vf_get_stats),
	READS(vf_dump),
	READS(vf_dump_range),
	READS(devlink_info),
	READS(devlink_info_dump),
	{ .name = "getlink", .build = getlink, .proto = NETLINK_ROUTE },
	SETS(vf_set_mac),
	SETS(vf_set_range),
	{ .name = "vf_set_refused", .build = vf_set_refused,
	  .proto = NETLINK_GENERIC, .refuses = EPERM, .begin = begin_owned,
	  .end = undo_set },
	SETS(apply),
	READS(apply_dry),
	{ .name = "apply_stale", .build = apply_stale,
	  .proto = NETLINK_GENERIC, .refuses = ESTALE },
	LINK(link_vf_mac),
	LINK(link_vf_vlan),
	LINK(link_vf_rate),
	LINK(link_vf_spoofchk),
	LINK(link_vf_trust),
	LINK(link_vf_state),
	{ .name = "pf_set_up", .build = pf_set_up, .proto = NETLINK_GENERIC,
	  .changes = true, .undo = undo_up, .spare = spare_pci_core,
	  .uncounted = true },
	{ .name = "pf_set_down", .build = pf_set_down,
	  .proto = NETLINK_GENERIC, .changes = true, .undo = undo_down,
	  .slow = true, .uncounted = true },
	ACTS(up_pf, down_pf) },
	ACTS(mtu_pf, undo_mtu_pf), .begin = begin_pf_up },
	ACTS(ring_pf, undo_ring_pf), .end = down_pf },
	ACTS(bind_vf, unbind_vf), .settled = vf_active,
	  .begin = override_vf },
	ACTS(up_vf, down_vf), .begin = begin_vf_bound, .end = end_vf_bound },
	ACTS(ring_vf, undo_ring_vf), .begin = begin_vf_up, .end = end_vf_up },
	ACTS(bind_pf, unbind_pf), .begin = begin_pf_unbound,
	  .end = end_pf_unbound },
};

#endif /* FAIL_NTH_OPS_H */
