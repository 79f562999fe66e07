namespace Caisson.Integration.Tests.Images.Support;

/// <summary>Debian's buildah, with storage of its own.</summary>
public sealed class Buildah
{
    private readonly string _program = Executables.Require("buildah", "buildah");
    private readonly string _folder = TestRun.NewFolder();
    private readonly string _policy;

    /// <summary>Sets buildah up; skips the test where it is not installed.</summary>
    public Buildah()
    {
        _policy = Path.Combine(_folder, "policy.json");
        File.WriteAllText(_policy, """{"default":[{"type":"insecureAcceptAnything"}]}""");
    }

    /// <summary>Builds an image.</summary>
    /// <param name="context">The folder with the Dockerfile.</param>
    /// <param name="name">The image's name.</param>
    public void Build(string context, string name) => Call(
        "build", "--isolation", "chroot", "--layers", "--signature-policy", _policy, "--tag", name, context).Succeeded();

    /// <summary>Writes an image to an archive.</summary>
    /// <param name="name">The image.</param>
    /// <param name="target">Where to, as <c>push</c> says it: <c>oci-archive:FILE:NAME</c>.</param>
    public void Push(string name, string target) =>
        Call("push", "--signature-policy", _policy, name, target).Succeeded();

    private CommandResult Call(params IEnumerable<string> arguments) => Command.Run(
        new CommandOptions { Environment = new Dictionary<string, string> { ["HOME"] = _folder, ["TMPDIR"] = _folder } },
        _program,
        [
            "--root", Path.Combine(_folder, "root"), "--runroot", Path.Combine(_folder, "run"), "--storage-driver", "vfs",
            .. arguments,
        ]);
}
