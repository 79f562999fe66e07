namespace Caisson.DockerDotNet.Tests;

/// <summary>One engine for all tests.</summary>
[CollectionDefinition(Name)]
public sealed class TheEngine : ICollectionFixture<SharedEngine>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "the engine";
}
