using Caisson.Integration.Tests.Programs;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// A shared volume in which a folder and a symbolic link exchange their names all the time, as a hostile container
/// would do that has the volume, too.
/// </summary>
public sealed class SwappingRace : IDisposable
{
    /// <summary>
    /// How often a test tries: a runtime that looks paths up by the host's rules loses within a few. While names are
    /// exchanged all the time, every look-up on the host is slow.
    /// </summary>
    public const int Rounds = 50;

    private readonly Command _swapper;

    /// <summary>Starts to swap.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="name">The name that is a folder at one moment and a link at the next.</param>
    /// <param name="target">What the link says.</param>
    public SwappingRace(string volume, string name, string target)
    {
        string folder = Path.Combine(volume, name);
        string link = folder + "-link";
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(link, target);
        _swapper = Command.Start(new CommandOptions(), SmallProgram.Compile("swap"), folder, link);
    }

    /// <summary>True while it swaps.</summary>
    public bool IsRunning => !_swapper.HasExited;

    /// <inheritdoc/>
    public void Dispose() => _swapper.Dispose();
}
