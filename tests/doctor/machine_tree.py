# SPDX-License-Identifier: GPL-2.0
"""Write a machine tree, for --sysroot, from a description.

A description is text. Lines that begin with "@" say what comes:

  @base NAME              first everything that parts/NAME.tree or trees/NAME.tree
                          says
  @file PATH              the lines up to the next "@" are the file
  @packed PATH PACKING    they are what is in it, packed as of an initramfs
  @append PATH            they are added to the file
  @hex PATH               they are its bytes, two digits each; "#" begins a remark
  @efi NAME TEXT          a UEFI variable that holds TEXT in UTF-16
  @uki PATH TEXT          a unified kernel image that holds this command line
  @link PATH TARGET       a symbolic link
  @dir PATH               an empty directory
  @kernel RELEASE         the lists and the configuration that come with a kernel
  @initramfs PATH PACKING [MODULE...]
                          an image as PACKING (none, gzip, xz, zstd) makes it,
                          with these modules and what /etc/modprobe.d has so far
  @sign PATH NAME         the file ends in a signature by NAME's key
  @remove PATH            not there, nor anything below it
  @unreadable PATH        there, but it may not be read
  @pci ADDRESS ID CLASS TYPE [KEY=VALUE...]
                          a PCI function; TYPE is endpoint, root-port, bridge or
                          none. Keys: driver, group, buses=SECONDARY-SUBORDINATE,
                          acs=1 (on), off or pch (on, as Sunrise Point has it),
                          and any file of its directory in sysfs
  @registers ADDRESS OFFSET=DWORD...
                          of a function, both hexadecimal
  @ungrouped              no IOMMU is at work, so there are no groups
  @unbound ADDRESS        it has no driver
  @wrong CHECK WORDS      (a case) this check is not passed, and says WORDS
  @unknown CHECK WORDS    (a case) it cannot tell, and says WORDS
  @status N               (a case) what acsdiag exits with

A line of a file that begins with "@" has a second one in front.
"""

import os
import pathlib
import shlex
import shutil
import struct
import subprocess

HERE = pathlib.Path(__file__).parent
CONFIG_SIZE = 4096
TYPES = {"endpoint": 0, "legacy": 1, "root-port": 4, "upstream": 5,
         "downstream": 6, "pcie-bridge": 7, "integrated": 9}
EFI_GUIDS = {"SecureBoot": "8be4df61-93ca-11d2-aa0d-00e098032b8c"}
LOADER_GUID = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
PACKERS = {"none": ["cat"], "gzip": ["gzip", "-nc"], "xz": ["xz", "-c",
                                                           "--check=crc32"],
           "zstd": ["zstd", "-qc"]}

# Modules of every kernel here, and what their aliases match.
MODULES = {
    "kernel/drivers/vfio/vfio.ko": (),
    "kernel/drivers/vfio/vfio_iommu_type1.ko": (),
    "kernel/drivers/vfio/pci/vfio-pci-core.ko": (),
    "kernel/drivers/vfio/pci/vfio-pci.ko": (
        "vfio_pci:v*d*sv*sd*bc*sc*i*",),
    "kernel/drivers/gpu/drm/amd/amdgpu/amdgpu.ko": (
        "pci:v00001002d*sv*sd*bc03sc00i00*",),
    "kernel/drivers/gpu/drm/nouveau/nouveau.ko": (
        "pci:v000010DEd*sv*sd*bc03sc*i*",),
    "kernel/drivers/gpu/drm/i915/i915.ko": (
        "pci:v00008086d00001912sv*sd*bc03sc*i*",),
    "kernel/sound/pci/hda/snd-hda-intel.ko": (
        "pci:v00001002d0000AAF0sv*sd*bc*sc*i*",
        "pci:v000010DEd*sv*sd*bc04sc03i00*"),
    "kernel/drivers/nvme/host/nvme.ko": ("pci:v*d*sv*sd*bc01sc08i02*",),
    "kernel/arch/x86/kvm/kvm.ko": (),
    "kernel/arch/x86/kvm/kvm-intel.ko": (),
    "kernel/arch/x86/kvm/kvm-amd.ko": (),
}
CONFIG = ("VFIO_PCI=m", "VFIO_IOMMU_TYPE1=m", "INTEL_IOMMU=y", "AMD_IOMMU=y",
          "IRQ_REMAP=y", "PCI_IOV=y")


def sections(path):
    """Yield (directive, arguments, lines below it)."""
    current = None
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("@") and not line.startswith("@@"):
            if current:
                yield current
            words = line[1:].split(None, 1)
            current = (words[0], words[1].strip() if words[1:] else "", [])
        elif current:
            current[2].append(line[1:] if line.startswith("@@") else line)
    if current:
        yield current


def config_space(vendor, device, class_code, kind, multifunction, keys):
    """Registers as far as grouping reads them: header, PCIe, ACS."""
    config = bytearray(CONFIG_SIZE)
    buses = keys.get("buses")
    struct.pack_into("<HHHHBBBBBBBB", config, 0, vendor, device, 0x0407, 0x10,
                     1, class_code & 0xff, class_code >> 8 & 0xff,
                     class_code >> 16, 0x10, 0,
                     int(bool(buses)) | multifunction << 7, 0)
    if buses:
        first, last = (int(n, 16) for n in buses.split("-"))
        config[0x18:0x1b] = bytes((0, first, last))
    if kind in TYPES:
        config[0x34] = 0x40
        struct.pack_into("<BBH", config, 0x40, 0x10, 0, TYPES[kind] << 4 | 2)
    if keys.get("acs") == "1":
        struct.pack_into("<IHH", config, 0x100, 0x0001000d, 0x1f, 0x1d)
    elif keys.get("acs") == "off":
        struct.pack_into("<IHH", config, 0x100, 0x0001000d, 0x1f, 0)
    elif keys.get("acs") == "pch":  # registers of 32 bits, as on Sunrise Point
        struct.pack_into("<III", config, 0x100, 0x0001000d, 0x1f, 0x1d)
    return bytes(config)


class Tree:
    """A directory that is being filled."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.expected = []

    def path(self, name):
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name, data, mode="wb"):
        path = self.path(name)
        if path.is_symlink():
            path.unlink()
        with open(path, mode) as file:
            file.write(data.encode() if isinstance(data, str) else data)

    def read(self, name):
        return (self.root / name.lstrip("/")).read_text(encoding="utf-8")

    def link(self, name, target):
        path = self.path(name)
        if path.is_symlink():
            path.unlink()
        path.symlink_to(target)

    def remove(self, name):
        path = self.root / name.lstrip("/")
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def efi(self, name, text):
        guid = EFI_GUIDS.get(name, LOADER_GUID)
        self.write(f"/sys/firmware/efi/efivars/{name}-{guid}",
                   b"\6\0\0\0" + text.encode("utf-16-le") + b"\0\0")

    def pci(self, words):
        address, ids, class_code, kind, *rest = words
        keys = dict(word.split("=", 1) for word in rest)
        vendor, device = (int(n, 16) for n in ids.split(":"))
        real = f"/sys/devices/pci{address[:7]}/{address}"
        driver = keys.pop("driver", None)
        group = keys.pop("group", None)
        multifunction = address[-1] != "0" or keys.pop("multifunction", "0") == "1"
        self.write(real + "/config", config_space(
            vendor, device, int(class_code, 16), kind, multifunction, keys))
        self.write(real + "/uevent",
                   (f"DRIVER={driver}\n" if driver else "")
                   + f"PCI_CLASS={int(class_code, 16):X}\n"
                   + f"PCI_ID={vendor:04X}:{device:04X}\n"
                   + f"PCI_SUBSYS_ID={keys.pop('subsystem', '0000:0000').upper()}\n"
                   + f"PCI_SLOT_NAME={address}\n"
                   + f"MODALIAS={modalias(vendor, device, class_code)}\n")
        self.write(real + "/modalias",
                   modalias(vendor, device, class_code) + "\n")
        self.link(f"/sys/bus/pci/devices/{address}",
                  f"../../../devices/pci{address[:7]}/{address}")
        if driver:
            self.path(f"/sys/bus/pci/drivers/{driver}/bind")
            self.link(real + "/driver", f"../../../bus/pci/drivers/{driver}")
        if group:
            self.join_group(group, address, real)
        for key, value in keys.items():
            if key not in ("buses", "acs"):
                self.write(f"{real}/{key}", value + "\n")

    def join_group(self, group, address, real):
        members = f"/sys/kernel/iommu_groups/{group}"
        self.link(real + "/iommu_group", f"../../../kernel/iommu_groups/{group}")
        self.link(f"{members}/devices/{address}",
                  f"../../../../devices/pci{address[:7]}/{address}")
        if not (self.root / members[1:] / "type").exists():
            self.write(members + "/type", "DMA-FQ\n")
            self.write(members + "/reserved_regions",
                       "0x00000000fee00000 0x00000000feefffff msi\n")

    def add(self, path):
        """Carry out a description."""
        for directive, argument, lines in sections(path):
            getattr(self, "do_" + directive)(argument, lines)

    def do_base(self, argument, _):
        name = argument + ".tree"
        part = HERE / "parts" / name
        self.add(part if part.exists() else HERE / "trees" / name)

    def do_file(self, argument, lines):
        self.write(argument, "".join(lines))

    def do_packed(self, argument, lines):
        name, packing = argument.split()
        self.write(name, pack(packing, "".join(lines).encode()))

    def do_append(self, argument, lines):
        self.write(argument, "".join(lines), "ab")

    def do_hex(self, argument, lines):
        self.write(argument, bytes.fromhex(
            "".join(line.split("#")[0] for line in lines)))

    def do_efi(self, argument, _):
        self.efi(*argument.split(None, 1))

    def do_uki(self, argument, _):
        name, *text = argument.split(None, 1)
        self.write(name, pe({".osrel": b"ID=arch\n",
                             **{".cmdline": t.encode() for t in text},
                             ".linux": b"kernel"}))

    def do_link(self, argument, _):
        self.link(*argument.split())

    def do_dir(self, argument, _):
        self.path(argument + "/x")

    def do_kernel(self, argument, _):
        base = f"/usr/lib/modules/{argument}"
        self.write("/proc/sys/kernel/osrelease", argument + "\n")
        self.write(base + "/modules.dep",
                   "".join(f"{path}.xz:\n" for path in MODULES))
        self.write(base + "/modules.builtin", "kernel/drivers/pci/pci-stub.ko\n")
        self.write(base + "/modules.alias", "".join(
            f"alias {alias} {pathlib.Path(path).stem.replace('-', '_')}\n"
            for path, aliases in MODULES.items() for alias in aliases))
        self.write(base + "/config",
                   "".join(f"CONFIG_{option}\n" for option in CONFIG))
        if not (self.root / "lib").is_symlink():
            self.link("/lib", "usr/lib")

    def do_initramfs(self, argument, _):
        name, packing, *modules = argument.split()
        files = {f"usr/lib/modules/kernel/{m}.ko.xz": b"module" for m in modules}
        for path in sorted(self.root.glob("etc/modprobe.d/*")):
            files[str(path.relative_to(self.root))] = path.read_bytes()
        early = cpio({"kernel/x86/microcode/GenuineIntel.bin": b"microcode"})
        self.write(name, early + bytes(-len(early) % 512)
                   + pack(packing, cpio(files)))

    def do_sign(self, argument, _):
        name, signer = argument.split(None, 1)
        signer = signer.encode()
        message = b"\x06\x03\x55\x04\x03\x0c" + bytes([len(signer)]) + signer
        self.write(name, message + struct.pack(">BBBBB3xI", 0, 0, 2, 0, 0,
                                               len(message))
                   + b"~Module signature appended~\n", "ab")

    def do_remove(self, argument, _):
        self.remove(argument)

    def do_unreadable(self, argument, _):
        # Root may read every file, but not a directory as one.
        self.path(argument + "/x")

    def do_pci(self, argument, _):
        self.pci(shlex.split(argument))

    def do_registers(self, argument, _):
        address, *registers = argument.split()
        path = self.path(f"/sys/devices/pci{address[:7]}/{address}/config")
        config = bytearray(path.read_bytes())
        for register in registers:
            offset, value = (int(n, 16) for n in register.split("="))
            struct.pack_into("<I", config, offset, value)
        path.write_bytes(config)

    def do_ungrouped(self, _, __):
        for link in self.root.glob("sys/devices/*/*/iommu_group"):
            link.unlink()
        self.remove("/sys/class/iommu")
        self.remove("/sys/kernel/iommu_groups")
        self.do_dir("/sys/kernel/iommu_groups", ())

    def do_unbound(self, argument, _):
        real = f"/sys/devices/pci{argument[:7]}/{argument}"
        uevent = self.path(real + "/uevent")
        self.remove(real + "/driver")
        self.write(real + "/uevent", "".join(
            line for line in uevent.read_text().splitlines(keepends=True)
            if not line.startswith("DRIVER=")))

    def do_wrong(self, argument, _):
        self.expected.append(("wrong", *argument.split(None, 1)))

    def do_unknown(self, argument, _):
        self.expected.append(("unknown", *argument.split(None, 1)))

    def do_status(self, argument, _):
        self.expected.append(("status", argument, ""))


def pack(packing, data):
    return subprocess.run(PACKERS[packing], input=data, check=True,
                          capture_output=True).stdout


def pe(sections, alignment=512):
    """An EFI program as far as its sections go."""
    optional = bytes(240)
    head = b"MZ".ljust(0x3c, b"\0") + struct.pack("<I", 0x80)
    head = head.ljust(0x80, b"\0") + b"PE\0\0" + struct.pack(
        "<HHIIIHH", 0x8664, len(sections), 0, 0, 0, len(optional), 0x206) + optional
    offset, table, data = 2 * alignment, b"", b""
    for name, text in sections.items():
        room = -(-len(text) // alignment) * alignment
        table += struct.pack("<8sIIIIIIHHI", name.encode(), len(text), 0x1000 + offset,
                             room, offset, 0, 0, 0, 0, 0x40000040)
        data += text.ljust(room, b"\0")
        offset += room
    return (head + table).ljust(2 * alignment, b"\0") + data


def cpio(files):
    """An archive in the form that the kernel takes ("newc")."""
    archive = b""
    for number, (name, data) in enumerate([*files.items(), ("TRAILER!!!", b"")]):
        name = name.encode() + b"\0"
        fields = (number, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                  len(name), 0)
        archive += b"070701" + b"".join(b"%08X" % field for field in fields)
        archive += name + bytes(-len(archive + name) % 4)
        archive += data + bytes(-len(data) % 4)
    return archive


def modalias(vendor, device, class_code):
    base, sub, interface = (class_code[i:i + 2].lower() for i in (0, 2, 4))
    return (f"pci:v{vendor:08X}d{device:08X}sv00000000sd00000000"
            f"bc{base.upper()}sc{sub.upper()}i{interface.upper()}")


def build(description, root):
    """Write the tree that a description makes; return what it expects."""
    tree = Tree(root)
    os.makedirs(root, exist_ok=True)
    tree.add(pathlib.Path(description))
    return tree.expected
