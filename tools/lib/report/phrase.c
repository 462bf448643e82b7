// SPDX-License-Identifier: GPL-2.0
/* What verdicts and causes are called, and how they are explained. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analyse/alias.h"
#include "report/naming.h"
#include "report/phrase.h"

#define NAMED_MAX 2 /* functions that a one-line summary names */

/**
 * struct basis - what a verdict's basis is called
 * @id: for programs
 * @one: what one function with it is said to be
 * @many: the same of several
 * @so: what follows from it
 * @kernel: the kernel's step behind it
 */
static const struct basis {
	const char *id;
	const char *one;
	const char *many;
	const char *so;
	const char *kernel;
} bases[] = {
	[BASIS_UNREAD] = {
		"unread", "could not be read", "could not be read",
		"whether it keeps devices apart is not known",
		"its PCIe type or its extended capabilities are open",
	},
	[BASIS_QUIRK] = {
		"quirk", "is not trusted by a quirk of the kernel",
		"are not trusted by a quirk of the kernel",
		"the kernel does not count it as isolating",
		"pci_dev_specific_acs_enabled() answers no",
	},
	[BASIS_OVERRIDE] = {
		"override", "is trusted by pcie_acs_override",
		"are trusted by pcie_acs_override",
		"the kernel takes it for isolating",
		"pcie_acs_override= matches",
	},
	[BASIS_ASSUMED] = {
		"assumed", "is assumed to isolate", "are assumed to isolate",
		"somebody vouched for it", "assumed by address",
	},
	[BASIS_CONVENTIONAL] = {
		"conventional", "is conventional PCI", "are conventional PCI",
		"on a conventional bus nothing can keep two devices apart",
		"pci_acs_enabled() answers no without PCI Express",
	},
	[BASIS_BRIDGE_TYPE] = {
		"bridge-type", "joins PCI to PCI Express",
		"join PCI to PCI Express",
		"what is behind such a bridge cannot be told apart",
		"pci_acs_enabled() answers no for this PCIe type",
	},
	[BASIS_NO_CAPABILITY] = {
		"no-capability", "has no ACS", "have no ACS",
		"nothing makes it send requests up to the IOMMU instead of straight across to a neighbour",
		"the kernel wants SV RR CR UF",
	},
	[BASIS_CONTROLS] = {
		"controls", "has ACS switched off", "have ACS switched off",
		"it may send requests straight across to a neighbour instead of up to the IOMMU",
		"the kernel wants SV RR CR UF",
	},
	[BASIS_SINGLE_FUNCTION] = {
		"single-function", "has nothing beside it in its slot",
		"have nothing beside them in their slots", "it needs no ACS",
		"a single function needs no ACS",
	},
	[BASIS_KERNEL] = {
		"kernel", "does not isolate, says the running kernel",
		"do not isolate, says the running kernel",
		"no rule known here explains that answer",
		"pci_acs_enabled() of the running kernel answers no",
	},
};

static const char *const rules[] = {
	[JOIN_NEW] = "new",
	[JOIN_DMA_ALIAS] = "dma-alias",
	[JOIN_UPSTREAM] = "upstream",
	[JOIN_SAME_BUS_ALIAS] = "same-bus-alias",
	[JOIN_SAME_SLOT] = "same-slot",
};

static const struct {
	const char *id;
	const char *sentence;
} routes[] = {
	[P2P_UNKNOWN] = { "unknown", "not known, what decides it was not read" },
	[P2P_DIRECT] = { "direct", "directly, past the IOMMU" },
	[P2P_ROOT_COMPLEX] = {
		"root-complex",
		"via the root complex, which may or may not forward it",
	},
	[P2P_REDIRECTED] = { "redirected", "only through the IOMMU" },
	[P2P_BLOCKED] = { "blocked", "not at all" },
};

/**
 * struct text - a buffer that is written piece by piece and never overrun
 */
struct text {
	char *buf;
	size_t len;
};

static void __attribute__((format(printf, 2, 3)))
add(struct text *t, const char *fmt, ...)
{
	size_t room = PHRASE_LEN - t->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += (size_t)n < room ? (size_t)n : room - 1;
}

/**
 * phrase_basis_id() - a basis as JSON spells it
 * @basis: the basis
 *
 * Return: a static string.
 */
const char *phrase_basis_id(enum verdict_basis basis)
{
	return bases[basis].id;
}

/**
 * phrase_rule_id() - a step of the kernel's rule as JSON spells it
 * @rule: the step
 *
 * Return: a static string.
 */
const char *phrase_rule_id(enum join_rule rule)
{
	return rules[rule];
}

/**
 * phrase_tri() - an answer that may be open
 * @answer: the answer
 *
 * Return: "yes", "no" or "unknown".
 */
const char *phrase_tri(enum tri answer)
{
	static const char *const words[] = {
		[TRI_UNKNOWN] = "unknown",
		[TRI_NO] = "no",
		[TRI_YES] = "yes",
	};

	return words[answer];
}

/**
 * phrase_route_id() - a way between peers as JSON spells it
 * @route: the way
 *
 * Return: a static string.
 */
const char *phrase_route_id(enum p2p_route route)
{
	return routes[route].id;
}

/**
 * phrase_route() - how a request gets from one device to another
 * @route: the way
 *
 * Return: a static string.
 */
const char *phrase_route(enum p2p_route route)
{
	return routes[route].sentence;
}

/**
 * phrase_controls() - ACS controls by their letters
 * @controls: ACS_*
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: "SV RR CR UF"; "none" for none.
 */
char *phrase_controls(uint16_t controls, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };

	*buf = '\0';
	for (unsigned int i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].ctrl_mask & controls)
			add(&t, "%s%s", t.len ? " " : "", acs_bits[i].letter);
	if (!t.len)
		add(&t, "none");
	return buf;
}

/**
 * phrase_registers() - a function's ACS registers, for an engineer
 * @f: the function
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: where the capability is and what it holds, that there is none,
 * or that nobody could look.
 */
char *phrase_registers(const struct function *f, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };

	*buf = '\0';
	if (f->acs.fact == FACT_UNREAD)
		add(&t, "ACS capability not read");
	else if (f->acs.fact == FACT_ABSENT)
		add(&t, "no ACS extended capability (ID 000dh)");
	if (f->acs.fact != FACT_KNOWN)
		return buf;
	add(&t, "ACS");
	if (f->acs.offset)
		add(&t, " at %xh", f->acs.offset);
	add(&t, ": capability %04xh, control ", f->acs.cap);
	if (f->acs.ctrl_fact == FACT_KNOWN)
		add(&t, "%04xh", f->acs.ctrl);
	else
		add(&t, "not read");
	return buf;
}

/* A function without ACS: what stands in for it. */
static const char *instead_of_acs(const struct acs_verdict *v)
{
	if (v->likely != TRI_YES)
		return "no ACS";
	switch (v->basis) {
	case BASIS_QUIRK:
		return "quirk";
	case BASIS_OVERRIDE:
		return "override";
	case BASIS_ASSUMED:
		return "assumed";
	default:
		return "not needed";
	}
}

/**
 * phrase_marks() - a function's ACS in a few letters, for a tree
 * @f: the function
 * @v: its verdict
 * @on: controls that are on, as the kernel sees them
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: the required controls that are on ("ACS SV RR CR UF"), "ACS
 * off", what stands in for ACS, "no ACS", or "ACS unread".
 */
char *phrase_marks(const struct function *f, const struct acs_verdict *v,
		   uint16_t on, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };
	char letters[PHRASE_LEN];

	*buf = '\0';
	if (f->acs.fact == FACT_UNREAD)
		add(&t, v->isolated == TRI_UNKNOWN ? "ACS unread" : "-");
	else if (f->acs.fact == FACT_ABSENT)
		add(&t, "%s", instead_of_acs(v));
	else if (v->isolated == TRI_UNKNOWN)
		add(&t, "ACS unread");
	else if (!(on & ACS_REQUIRED))
		add(&t, v->isolated == TRI_YES ? "ACS" : "ACS off");
	else
		add(&t, "ACS %s", phrase_controls(on & ACS_REQUIRED, letters));
	return buf;
}

/**
 * phrase_verdict() - what a verdict rests on, in one sentence
 * @v: the verdict
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf.
 */
char *phrase_verdict(const struct acs_verdict *v, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };
	char off[PHRASE_LEN];

	*buf = '\0';
	if (v->basis == BASIS_CONTROLS && v->isolated == TRI_YES)
		add(&t, "its ACS controls are on");
	else if (v->basis == BASIS_CONTROLS)
		add(&t, "it has ACS, with %s switched off",
		    phrase_controls(v->lacking, off));
	else if (v->basis == BASIS_KERNEL && v->isolated == TRI_YES)
		add(&t, "the running kernel says so");
	else if (verdict_family(v))
		add(&t, "%s", verdict_family(v)->sentence);
	else
		add(&t, "it %s", bases[v->basis].one);
	return buf;
}

/* A bridge is called by its part in the tree, all else by what it is for. */
static const char *kind_of(const struct function *f)
{
	if (function_is_bridge(f))
		return f->type < 0 ? "bridge" : pcie_type_name(f->type);
	if (strcmp(naming_role(f), "device"))
		return naming_role(f);
	return f->type < 0 ? "function" : pcie_type_name(f->type);
}

static bool same_word(const struct function *a, const struct function *b)
{
	return !strcmp(kind_of(a), kind_of(b));
}

/* "Root port", or several of them, as a sentence begins or goes on */
static void add_type(struct text *t, const struct function *f, bool capital,
		     bool many)
{
	const char *name = kind_of(f);

	add(t, "%c%s%s ",
	    capital && *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name,
	    name + 1, many ? "s" : "");
}

static void add_function(struct text *t, const struct function *f, bool capital)
{
	char addr[PCI_ADDR_LEN];

	add_type(t, f, capital, false);
	add(t, "%s", addr_format(f->addr, addr));
}

static void add_basis(struct text *t, const struct acs_verdict *v)
{
	char off[PHRASE_LEN];

	if (v->basis == BASIS_CONTROLS)
		add(t, " has ACS, but %s %s switched off",
		    phrase_controls(v->lacking, off),
		    v->lacking & (v->lacking - 1) ? "are" : "is");
	else
		add(t, " %s", bases[v->basis].one);
}

static bool same_basis(const struct cause *c)
{
	return c->verdict.basis == c->with_verdict.basis &&
	       c->verdict.basis != BASIS_CONTROLS;
}

/* What two functions of one device, neither of them isolated, come to. */
static void add_consequence(struct text *t, const struct cause *c)
{
	bool at = function_is_bridge(c->at), with = function_is_bridge(c->with);
	char addr[PCI_ADDR_LEN];

	if (at && with) {
		add(t, ": nothing keeps what is below the one from what is below the other");
		return;
	}
	add(t, ": the kernel cannot rule out DMA from the one to the other");
	if (at || with)
		add(t, ", and what is below %s goes along with it",
		    addr_format(at ? c->at->addr : c->with->addr, addr));
}

/* Behind "Root port 0000:00:01.0": the function beside it, and what both lack. */
static void add_same_slot(struct text *t, const struct cause *c)
{
	char addr[PCI_ADDR_LEN];

	if (!c->with) {
		add_basis(t, &c->verdict);
		add(t, ", and there are other functions of the same device");
		return;
	}
	addr_format(c->with->addr, addr);
	if (same_basis(c)) {
		add(t, " and ");
		if (!same_word(c->with, c->at))
			add_type(t, c->with, false, false);
		add(t, "%s are functions of one device, and both %s", addr,
		    bases[c->verdict.basis].many);
	} else {
		add_basis(t, &c->verdict);
		add(t, "; ");
		add_type(t, c->with, false, false);
		add(t, "%s, a function of the same device,", addr);
		add_basis(t, &c->with_verdict);
	}
	add_consequence(t, c);
}

/**
 * phrase_cause() - one cause, in a sentence that a homelab user understands
 * @c: the cause
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf.
 */
char *phrase_cause(const struct cause *c, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };
	char addr[PCI_ADDR_LEN];

	*buf = '\0';
	add_type(&t, c->at, true,
		 c->rule == JOIN_SAME_SLOT && c->with && same_basis(c) &&
			 same_word(c->with, c->at));
	add(&t, "%s", addr_format(c->at->addr, addr));
	switch (c->rule) {
	case JOIN_DMA_ALIAS:
		add(&t,
		    " sends everything from below it under one requester ID: the IOMMU cannot tell the devices behind it apart");
		break;
	case JOIN_SAME_BUS_ALIAS:
		add(&t,
		    " sends DMA in the name of %s: the IOMMU cannot tell the two apart",
		    c->with ? addr_format(c->with->addr, addr) :
			      "another function");
		break;
	case JOIN_SAME_SLOT:
		add_same_slot(&t, c);
		break;
	case JOIN_UPSTREAM:
	case JOIN_NEW:
		add_basis(&t, &c->verdict);
		add(&t, ": %s", bases[c->verdict.basis].so);
		break;
	}
	return buf;
}

static void add_alias(struct text *t, const struct cause *c)
{
	const struct alias_family *family = c->quirk ?
						    &alias_families[c->quirk->family] :
						    NULL;
	char ids[NAME_LEN];

	naming_ids(c->at, ids);
	if (family)
		add(t, "%s() for %s: %s", family->function, ids,
		    family->sentence);
	else
		add(t, "DMA alias that the kernel holds for %s", ids);
}

/**
 * phrase_evidence() - what a cause rests on, for an engineer
 * @c: the cause
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: the register and its value, the quirk, the kernel's step.
 */
char *phrase_evidence(const struct cause *c, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };
	char registers[PHRASE_LEN], ids[NAME_LEN];

	*buf = '\0';
	if (c->rule == JOIN_DMA_ALIAS && function_is_vmd(c->at)) {
		add(&t,
		    "Volume Management Device with a PCI domain of its own: pci_real_dma_dev() takes its ID for all in there");
		return buf;
	}
	if (c->rule == JOIN_DMA_ALIAS) {
		add(&t,
		    "%s, secondary bus %02x: pci_for_each_dma_alias() takes its ID for what is below",
		    pcie_type_name(c->at->type), c->at->secondary);
		return buf;
	}
	if (c->rule == JOIN_SAME_BUS_ALIAS) {
		add_alias(&t, c);
		return buf;
	}
	if (c->at->type > PCIE_TYPE_NONE && !function_is_bridge(c->at))
		add(&t, "%s; ", pcie_type_name(c->at->type));
	add(&t, "%s; %s", phrase_registers(c->at, registers),
	    bases[c->verdict.basis].kernel);
	if (verdict_family(&c->verdict))
		add(&t, "; %s() for %s", verdict_family(&c->verdict)->function,
		    naming_ids(c->at, ids));
	return buf;
}

/* Do two causes read the same but for their address? */
static bool same_kind(const struct cause *a, const struct cause *b)
{
	return a->rule == b->rule && same_word(a->at, b->at) &&
	       a->verdict.basis == b->verdict.basis &&
	       a->verdict.lacking == b->verdict.lacking;
}

/* The cause to name first: what a whole subtree hangs on before a slot. */
static const struct cause *leading(const struct causes *causes)
{
	static const unsigned int rank[] = {
		[JOIN_UPSTREAM] = 1,
		[JOIN_DMA_ALIAS] = 2,
		[JOIN_SAME_BUS_ALIAS] = 3,
		[JOIN_SAME_SLOT] = 4,
		[JOIN_NEW] = 5,
	};
	const struct cause *best = &causes->list[0];

	for (size_t i = 1; i < causes->count; i++)
		if (rank[causes->list[i].rule] < rank[best->rule])
			best = &causes->list[i];
	return best;
}

static size_t count_kind(const struct causes *causes, const struct cause *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < causes->count; i++)
		count += same_kind(&causes->list[i], kind);
	return count;
}

/* "root ports A, B and 3 more" */
static void add_kind(struct text *t, const struct causes *causes,
		     const struct cause *kind, size_t total)
{
	size_t named = total <= NAMED_MAX ? total : NAMED_MAX - 1, n = 0;
	char addr[PCI_ADDR_LEN];

	add_type(t, kind->at, false, total > 1);
	for (size_t i = 0; i < causes->count && n < named; i++) {
		if (!same_kind(&causes->list[i], kind))
			continue;
		add(t, "%s%s",
		    !n		   ? "" :
		    n + 1 == total ? " and " :
				     ", ",
		    addr_format(causes->list[i].at->addr, addr));
		n++;
	}
	if (total > named)
		add(t, " and %zu more", total - named);
}

static void add_predicate(struct text *t, const struct cause *kind, bool many)
{
	char off[PHRASE_LEN];

	if (kind->verdict.basis == BASIS_CONTROLS)
		add(t, " %s ACS, with %s off", many ? "have" : "has",
		    phrase_controls(kind->verdict.lacking, off));
	else
		add(t, " %s",
		    many ? bases[kind->verdict.basis].many :
			   bases[kind->verdict.basis].one);
}

/**
 * phrase_summary() - the causes of one group, in one line
 * @causes: at least one
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: the leading cause; acsdiag why tells all of them.
 */
char *phrase_summary(const struct causes *causes, char buf[PHRASE_LEN])
{
	const struct cause *kind = leading(causes);
	size_t total = count_kind(causes, kind);
	struct text t = { buf, 0 };
	char addr[PCI_ADDR_LEN];

	*buf = '\0';
	if (kind->rule == JOIN_SAME_SLOT) {
		addr_format(kind->at->addr, addr);
		add(&t, "functions of device %.*s", (int)strcspn(addr, "."), addr);
		if (kind->verdict.basis == BASIS_CONVENTIONAL)
			add(&t, " have no ACS between them");
		else
			add_predicate(&t, kind, true);
		return buf;
	}
	add_kind(&t, causes, kind, total);
	if (kind->rule == JOIN_DMA_ALIAS)
		add(&t, total > 1 ? " hide the devices behind them" :
				    " hides the devices behind it");
	else if (kind->rule == JOIN_SAME_BUS_ALIAS && kind->with)
		add(&t,
		    total > 1 ? " send DMA in each other's name" :
				" sends DMA in the name of %s",
		    addr_format(kind->with->addr, addr));
	else
		add_predicate(&t, kind, total > 1);
	return buf;
}

/* What is to be done for each kind of change, around its argument. */
static const struct {
	const char *before;
	const char *behind;
} changes[] = {
	[CHANGE_ACS_OVERRIDE] = {
		"boot with pcie_acs_override=",
		" (needs a kernel with that patch: Proxmox, zen, CachyOS)",
	},
	[CHANGE_CONFIG_ACS] = {
		"boot with pci=config_acs=", " (Linux 6.11 and later)",
	},
	[CHANGE_DISABLE_ACS_REDIR] = { "boot with pci=disable_acs_redir=", "" },
	[CHANGE_KERNEL] = { "boot Linux ", "" },
	[CHANGE_IOMMU_ON] = {
		"let the kernel use the IOMMU, so that it turns ACS on at boot",
		"",
	},
	[CHANGE_MOVE] = { "move ", "" },
	[CHANGE_ACS] = { "switch ACS controls: ", "" },
	[CHANGE_ASSUME] = { "trust ", " to isolate, on nobody's word but yours" },
};

/**
 * phrase_change() - a change, as something to do
 * @change: the change
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf.
 */
char *phrase_change(const struct change *change, char buf[PHRASE_LEN])
{
	const char *text = change->text ? change->text : "";
	const char *port = strchr(text, '=');
	struct text t = { buf, 0 };

	*buf = '\0';
	if (change->kind == CHANGE_MOVE && port)
		add(&t, "move %.*s below %s", (int)(port - text), text, port + 1);
	else
		add(&t, "%s%s%s", changes[change->kind].before, text,
		    changes[change->kind].behind);
	return buf;
}

/**
 * phrase_decision() - what settles the way of a request
 * @p: the way
 * @buf: at least PHRASE_LEN bytes
 *
 * Return: @buf: a clause that names the port or function, if one decides.
 */
char *phrase_decision(const struct p2p *p, char buf[PHRASE_LEN])
{
	struct text t = { buf, 0 };
	char verdict[PHRASE_LEN];

	*buf = '\0';
	if (!p->decider) {
		add(&t, p->common ? "all devices of that bus hear every transfer" :
				    "they meet in the root complex only");
		return buf;
	}
	add_function(&t, p->decider, false);
	switch (p->decision) {
	case P2P_BY_EGRESS:
		add(&t, ": its egress control vector decides");
		break;
	case P2P_BY_FORWARDING:
		add(&t, " may turn the request round: %s",
		    phrase_verdict(&p->verdict, verdict));
		break;
	case P2P_BY_TOPOLOGY:
	case P2P_BY_CONTROLS:
	case P2P_BY_VERDICT:
		add(&t, ": %s", phrase_verdict(&p->verdict, verdict));
		break;
	}
	return buf;
}
