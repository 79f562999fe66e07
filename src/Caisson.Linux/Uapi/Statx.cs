using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary><c>struct statx</c> of <c>linux/stat.h</c> (256 bytes): the part that is used; statx(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Statx
{
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const uint STATX_MNT_ID = 0x1000;

    [FieldOffset(0x10)]
    internal uint stx_nlink;

    [FieldOffset(0x14)]
    internal uint stx_uid;

    [FieldOffset(0x18)]
    internal uint stx_gid;

    [FieldOffset(0x1C)]
    internal ushort stx_mode;

    [FieldOffset(0x20)]
    internal ulong stx_ino;

    [FieldOffset(0x28)]
    internal ulong stx_size;

    [FieldOffset(0x70)]
    internal long stx_mtime_sec;

    [FieldOffset(0x78)]
    internal uint stx_mtime_nsec;

    [FieldOffset(0x80)]
    internal uint stx_rdev_major;

    [FieldOffset(0x84)]
    internal uint stx_rdev_minor;

    [FieldOffset(0x88)]
    internal uint stx_dev_major;

    [FieldOffset(0x8C)]
    internal uint stx_dev_minor;

    [FieldOffset(0x90)]
    internal ulong stx_mnt_id;
}
