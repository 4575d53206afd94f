/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flow cache of NAT mode, as the rest of the module sees it: frames of
 * established sessions pass by the host's stack while their lease lasts. See
 * Documentation/vswitch-nat-flow.rst.
 */
#ifndef VSW_NAT_FLOW_H
#define VSW_NAT_FLOW_H

#include <linux/netfilter.h>
#include <linux/types.h>

struct net;
struct net_device;
struct sk_buff;
struct vsw_mode;
struct vsw_nat_flows;
struct vsw_nat_net;
struct vsw_port;

/* flow.c */
bool vsw_nat_flow_to_port(const struct vsw_mode *mode, struct vsw_port *port,
			  struct sk_buff *skb, u16 vid);
unsigned int vsw_nat_flow_ingress(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state);

/* flow_renew.c */
unsigned int vsw_nat_flow_renew(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state);

/* flow_net.c */
int vsw_nat_flows_create(struct vsw_nat_net *nn);
void vsw_nat_flows_destroy(struct vsw_nat_net *nn);
void vsw_nat_flow_flush(struct vsw_nat_net *nn);
unsigned int vsw_nat_flow_count(const struct vsw_nat_net *nn);
int vsw_nat_flow_net_init(struct vsw_nat_net *nn);
void vsw_nat_flow_net_exit(struct vsw_nat_net *nn);
int vsw_nat_flow_init(void);
void vsw_nat_flow_exit(void);

/* flow_hook.c */
void vsw_nat_flow_hooks_init(struct vsw_nat_flows *flows);
void vsw_nat_flow_hooks_exit(struct vsw_nat_flows *flows);
bool vsw_nat_flow_hooked(struct vsw_nat_flows *flows, u32 ifindex);
void vsw_nat_flow_unhook(struct vsw_nat_flows *flows,
			 const struct net_device *dev);

#endif /* VSW_NAT_FLOW_H */
