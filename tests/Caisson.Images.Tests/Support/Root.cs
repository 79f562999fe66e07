namespace Caisson.Images.Tests.Support;

/// <summary>Gates for what only root may do.</summary>
internal static class Root
{
    /// <summary>Skips the test, saying why, unless it runs as root.</summary>
    internal static void Require(string what)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip($"{what} needs root");
        }
    }
}
