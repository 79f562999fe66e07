namespace Caisson.Linux.Tests.Support;

/// <summary>Gates for what only root may do.</summary>
internal static class Root
{
    /// <summary>Skips the test, saying why, unless it runs as root.</summary>
    internal static void Require(string what)
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip($"{what} needs root");
        }
    }
}
