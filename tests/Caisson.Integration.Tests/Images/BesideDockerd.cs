using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images;

/// <summary>One dockerd for all classes that compare images with its own: it takes seconds to start.</summary>
[CollectionDefinition(Name)]
public sealed class BesideDockerd : ICollectionFixture<EngineFixture<DockerdWithRunc>>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "images beside dockerd";
}
