namespace Caisson.Images.Layers.Tar;

/// <summary>What an entry of an archive is.</summary>
public enum TarEntryKind
{
    /// <summary>A file with contents, which may have holes.</summary>
    RegularFile,

    /// <summary>Another name for an entry that came before.</summary>
    HardLink,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A named pipe.</summary>
    Fifo,
}
