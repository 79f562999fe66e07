namespace Caisson.Keeping.Protocol;

/// <summary>What a message is: its first byte. Numbers are never given a second meaning.</summary>
internal enum MessageKind : byte
{
    /// <summary>Either way, first: the version that the sender speaks.</summary>
    Hello = 1,

    /// <summary>To the keeper: a container to start; to its launcher, the same.</summary>
    Start = 2,

    /// <summary>To the keeper: one more process of a container; to its launcher, the same.</summary>
    Exec = 3,

    /// <summary>To the keeper: a client of a container's streams.</summary>
    Attach = 4,

    /// <summary>To the keeper: the size of a terminal.</summary>
    Resize = 5,

    /// <summary>To the keeper: tell all there is.</summary>
    List = 6,

    /// <summary>To the keeper: the end of a container or of an exec has been written down.</summary>
    Forget = 7,

    /// <summary>To the keeper: a signal for an exec's process.</summary>
    Signal = 8,

    /// <summary>Answer: done.</summary>
    Done = 32,

    /// <summary>Answer: it runs, with its number.</summary>
    Started = 33,

    /// <summary>Answer: it failed; why.</summary>
    Failed = 34,

    /// <summary>Answer: a container or exec; one message for each, then <see cref="Done"/>.</summary>
    State = 35,

    /// <summary>Unasked: a container or exec has ended.</summary>
    Ended = 36,
}
