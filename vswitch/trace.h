/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of the switch.
 *
 *	echo 1 > /sys/kernel/tracing/events/vswitch/vsw_drop/enable
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vswitch

#if !defined(VSW_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VSW_TRACE_H

#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include "vswitch/vsw.h"

/* A frame was dropped: at which port, why, and whether it came in or was to
 * leave there follows from the reason.
 */
TRACE_EVENT(vsw_drop,
	TP_PROTO(const struct vsw_port *port, const struct sk_buff *skb,
		 int reason),
	TP_ARGS(port, skb, reason),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__array(char, sw, IFNAMSIZ)
		__field(unsigned int, len)
		__field(u16, protocol)
		__array(char, reason, VSW_DROP_NAME_LEN)
	),
	TP_fast_assign(
		memcpy(__entry->dev, port->dev->name, IFNAMSIZ);
		memcpy(__entry->sw, port->sw->dev->name, IFNAMSIZ);
		__entry->len = skb->len;
		__entry->protocol = be16_to_cpu(skb->protocol);
		strscpy(__entry->reason, vsw_drop_reasons[reason].name,
			VSW_DROP_NAME_LEN);
	),
	TP_printk("switch=%s port=%s reason=%s protocol=0x%04x len=%u",
		  __entry->sw, __entry->dev, __entry->reason,
		  __entry->protocol, __entry->len)
);

#endif /* VSW_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH vswitch
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
