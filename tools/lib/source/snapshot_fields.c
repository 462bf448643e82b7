// SPDX-License-Identifier: GPL-2.0
/* How the facts of the model are spelt in a snapshot. */

#include "source/snapshot_fields.h"

#define NUMBER(key, has, digits, field) \
	{ key, has, digits, offsetof(struct function, field), \
	  sizeof(((struct function *)0)->field) }

const struct number_field number_fields[] = {
	NUMBER("vendor", HAS_IDS, 4, vendor),
	NUMBER("device", HAS_IDS, 4, device),
	NUMBER("subsystem_vendor", HAS_SUBSYSTEM, 4, subvendor),
	NUMBER("subsystem_device", HAS_SUBSYSTEM, 4, subdevice),
	NUMBER("class", HAS_CLASS, 6, class),
	NUMBER("revision", HAS_REVISION, 2, revision),
	NUMBER("command", HAS_COMMAND, 4, command),
	NUMBER("header_type", HAS_HEADER, 0, header_type),
	NUMBER("secondary_bus", HAS_BUSES, 2, secondary),
	NUMBER("subordinate_bus", HAS_BUSES, 2, subordinate),
};

const size_t number_fields_count =
	sizeof(number_fields) / sizeof(number_fields[0]);

#define STRING(key, field, null_is_none, separator) \
	{ key, offsetof(struct function, field), null_is_none, separator }

const struct string_field string_fields[] = {
	STRING("name", name, false, NULL),
	STRING("driver", driver, true, NULL),
	STRING("power_state", power, false, NULL),
	STRING("reset_methods", reset_methods, false, " "),
	STRING("group_type", group_type, false, NULL),
	STRING("reserved_regions", reserved, false, ", "),
	STRING("slot", slot, false, NULL),
	STRING("missing", missing, false, NULL),
};

const size_t string_fields_count =
	sizeof(string_fields) / sizeof(string_fields[0]);

const struct flag_field flag_fields[] = {
	{ "virtual", FN_VIRTUAL },
	{ "external-facing", FN_EXTERNAL_FACING },
	{ "untrusted", FN_UNTRUSTED },
	{ "asleep", FN_ASLEEP },
	{ "boot-vga", FN_BOOT_VGA },
	{ "ats-enabled", FN_ATS_ENABLED },
	{ "pasid-enabled", FN_PASID_ENABLED },
	{ "from-kernel", FN_FLAGS_FROM_KERNEL },
	{ "acs-quirk", FN_ACS_QUIRK },
	{ "bridge-alias", FN_BRIDGE_ALIAS },
	{ "xlate-root", FN_XLATE_ROOT },
	{ "no-bus-reset", FN_NO_BUS_RESET },
	{ "assumed", FN_ASSUMED },
	{ "ids-from-name", FN_IDS_FROM_NAME },
};

const size_t flag_fields_count = sizeof(flag_fields) / sizeof(flag_fields[0]);

const char *const verdict_words[] = {
	[VERDICT_NOT_ISOLATED] = "not-isolated",
	[VERDICT_ISOLATED] = "isolated",
};

const char *const iommu_words[] = {
	[IOMMU_NONE] = "none",
	[IOMMU_OFF] = "off",
	[IOMMU_ON] = "on",
};
