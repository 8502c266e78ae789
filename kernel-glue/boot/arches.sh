# SPDX-License-Identifier: GPL-2.0-only
#
# arches.sh - what differs between architectures, for run, which sources it. ARCH.config holds what
# each needs of a kernel.
#
#   make_for compiler   arguments of the kernel's make, and who it compiles with
#   image image_at      the target, and where it is below arch/
#   packages tools      of Debian and what they are there for, to build
#   boot_packages boot_tools    and to boot
#   qemu console        the machine, and its console
#   tests               those that make sense there
#   remaps              whether there is interrupt remapping to try
#   domain              how the matrix's file in debugfs is called, a regular expression
#   events              trace events of the matrix that hotplug leaves; a CPU that is not yet or no
#                       longer online records none

arches=x86_64

arch_x86_64() {
	make_for=(ARCH=x86_64) compiler=${CC:-gcc}
	image=bzImage image_at=x86/boot/bzImage
	boot_packages=(busybox-static qemu-system-x86 seabios)
	boot_tools=(busybox qemu-system-x86_64)
	qemu=(qemu-system-x86_64 -machine "q35${intremap:+,kernel-irqchip=split}" -cpu max,-la57
		${intremap:+-device intel-iommu,intremap=on})
	console=ttyS0
	tests="hotplug kunit exhaust" remaps=yes
	domain=VECTOR
	events=online,alloc_managed,alloc,free
}
