/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_GENL_H
#define ACSDIAG_RESET_GENL_H

#include "gpu.h"
#include "history.h"

struct acsdiag_card;
struct genl_info;
struct netlink_callback;
struct sk_buff;

int acsdiag_resets_get(struct sk_buff *skb, struct genl_info *info);
int acsdiag_resets_probe(struct sk_buff *skb, struct genl_info *info);
int acsdiag_resets_dump(struct sk_buff *skb, struct netlink_callback *cb);
int acsdiag_resets_history(struct sk_buff *skb, struct netlink_callback *cb);
void acsdiag_resets_tell_step(const struct acsdiag_card *card,
			      const struct gpu_step *step);
void acsdiag_resets_tell_done(const struct acsdiag_past *past);

#endif
