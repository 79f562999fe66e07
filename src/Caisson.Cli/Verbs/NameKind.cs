namespace Caisson.Cli.Verbs;

/// <summary>What names are names of.</summary>
internal enum NameKind
{
    /// <summary>Nothing that is known.</summary>
    None,

    /// <summary>Images.</summary>
    Image,

    /// <summary>Containers, whatever they do.</summary>
    Container,

    /// <summary>Containers that run.</summary>
    RunningContainer,

    /// <summary>Containers that do not run.</summary>
    StoppedContainer,

    /// <summary>Volumes.</summary>
    Volume,

    /// <summary>Networks.</summary>
    Network,

    /// <summary>A network, and then containers.</summary>
    NetworkAndContainer,

    /// <summary>Anything that has a name.</summary>
    Any,
}
