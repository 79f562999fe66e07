namespace Caisson.Daemon.Configuration;

/// <summary>What an option takes.</summary>
internal enum OptionKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>On or off.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Any number of texts.</summary>
    List,

    /// <summary>Any number of <c>KEY=VALUE</c>; in the file an object of texts.</summary>
    Map,

    /// <summary>Any number of limits: <c>nofile=1024:2048</c>; in the file <c>{"nofile":{"Name":"nofile","Hard":2048,"Soft":1024}}</c>.</summary>
    Ulimits,

    /// <summary>Any number of <c>base=10.1.0.0/16,size=24</c>; in the file <c>[{"base":"10.1.0.0/16","size":24}]</c>.</summary>
    Pools,
}
