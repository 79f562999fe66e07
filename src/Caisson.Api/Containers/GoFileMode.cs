using Caisson.Linux.Uapi;

namespace Caisson.Api.Containers;

/// <summary>Kinds and permissions of files as Go's fs.FileMode has them, which clients read.</summary>
internal static class GoFileMode
{
    private const uint Directory = 1u << 31;
    private const uint SymbolicLink = 1u << 27;
    private const uint Device = 1u << 26;
    private const uint NamedPipe = 1u << 25;
    private const uint Socket = 1u << 24;
    private const uint SetUser = 1u << 23;
    private const uint SetGroup = 1u << 22;
    private const uint CharacterDevice = 1u << 21;
    private const uint Sticky = 1u << 20;
    private const uint Permissions = 0x1FF;

    /// <summary>The value for a mode of stat(2).</summary>
    internal static uint Of(uint mode)
    {
        uint kind = (mode & StatMode.S_IFMT) switch
        {
            StatMode.S_IFDIR => Directory,
            StatMode.S_IFLNK => SymbolicLink,
            StatMode.S_IFBLK => Device,
            StatMode.S_IFCHR => Device | CharacterDevice,
            StatMode.S_IFIFO => NamedPipe,
            StatMode.S_IFREG => 0,
            _ => Socket,
        };
        return kind | (mode & Permissions)
            | ((mode & 0b100_000_000_000) != 0 ? SetUser : 0)
            | ((mode & 0b010_000_000_000) != 0 ? SetGroup : 0)
            | ((mode & 0b001_000_000_000) != 0 ? Sticky : 0);
    }
}
