namespace Caisson.Images.Registry.Endpoints;

/// <summary>Somewhere to ask for what a registry has.</summary>
/// <param name="Name">What it is called, and what its credentials are filed under: the registry's name, or a mirror's host.</param>
/// <param name="Bases">Its URLs, with a slash at the end: all are the same server, and which of them it answers is to be
/// found out, in this order.</param>
/// <param name="IsMirror">Whether another may know what this one does not.</param>
internal sealed record RegistryEndpoint(string Name, IReadOnlyList<Uri> Bases, bool IsMirror);
