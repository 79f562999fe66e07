namespace Caisson.Images.Registry.Pull;

/// <summary>The server says that what it sends now is not what it sent the beginning of: begin anew.</summary>
internal sealed class ContentChangedException : Exception
{
    internal ContentChangedException()
        : base("the content has changed on the server while it was downloaded")
    {
    }
}
