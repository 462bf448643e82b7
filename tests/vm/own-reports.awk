# SPDX-License-Identifier: GPL-2.0
# A guest's console without what two reports say that are the kernel's own doing,
# with or without the module under test:
#
# - For a moment rmmod has dropped a module's last reference and not yet marked
#   it as going: debugfs then warns of who opens a file of it (full_proxy_open()).
#   By the time of the report it is marked, "(O-)". A file that a module left
#   behind is reported without the module.
# - pciehp takes its reset_lock and the lock for rescans in both orders when a
#   card is pulled (pciehp_unconfigure_device()). Lockdep says so, and from then
#   on nothing, so tests pull cards last.
#
# Lines between that are not part of such a report stay.

function start(what)
{
	kind = what
	lines = first = second = strange = 0
}

function passes(line)
{
	if (kind == "gap")
		return line ~ /WARNING: .* full_proxy_open|Call Trace:/
	return line ~ /possible circular locking dependency|Call Trace:/
}

function show(    i, own)
{
	own = first && second && !strange
	for (i = 0; i < lines; i++)
		if (!own || !passes(block[i]))
			print block[i]
	kind = ""
}

!kind && /\[ cut here \]/ { start("gap") }
!kind && /WARNING: possible circular locking dependency/ { start("pciehp") }
!kind { print; next }
{ block[lines++] = $0 }

kind == "gap" && /debugfs file owner did not clean up at exit/ { first = 1 }
kind == "gap" && /Modules linked in:.* acsdiag\([A-Z]*-\)/ { second = 1 }
kind == "gap" && /\[ end trace/ { show() }

kind == "pciehp" && /\(&ctrl->reset_lock\).* at: pciehp_/ { first = 1 }
kind == "pciehp" && /\(pci_rescan_remove_lock\).* at: pciehp_/ { second = 1 }
kind == "pciehp" && /\[acsdiag\]/ { strange = 1 }
kind == "pciehp" && /<\/TASK>/ { show() }

END { if (kind) show() }
