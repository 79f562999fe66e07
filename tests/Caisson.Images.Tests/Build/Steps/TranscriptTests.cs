using System.Text.RegularExpressions;
using Caisson.Images.Build;
using Caisson.Images.Tests.Build.Support;

namespace Caisson.Images.Tests.Build.Steps;

public partial class TranscriptTests
{
    [Fact]
    public async Task Build_Twice_PrintsWhatDockerPrints()
    {
        using BuildScene scene = new();
        scene.AddFile("file", "x");
        const string Dockerfile = "ARG base=scratch\nFROM $base\nENV a=b\nCOPY file /\nRUN print hello\n";
        await scene.BuildAsync(Dockerfile, "img");
        Assert.Equal(
            """
            Step 1/5 : ARG base=scratch
            Step 2/5 : FROM $base
             ---> NOTHING
            Step 3/5 : ENV a=b
             ---> Running in ID
             ---> Removed intermediate container ID
             ---> ID
            Step 4/5 : COPY file /
             ---> ID
            Step 5/5 : RUN print hello
             ---> Running in ID
            hello
             ---> Removed intermediate container ID
             ---> ID
            Successfully built ID
            Successfully tagged img:latest

            """.Replace("NOTHING", "", StringComparison.Ordinal),
            Id().Replace(scene.Transcript, "ID"));
        await scene.BuildAsync(Dockerfile, "img");
        Assert.Equal(
            """
            Step 1/5 : ARG base=scratch
            Step 2/5 : FROM $base
             ---> NOTHING
            Step 3/5 : ENV a=b
             ---> Using cache
             ---> ID
            Step 4/5 : COPY file /
             ---> Using cache
             ---> ID
            Step 5/5 : RUN print hello
             ---> Using cache
             ---> ID
            Successfully built ID
            Successfully tagged img:latest

            """.Replace("NOTHING", "", StringComparison.Ordinal),
            Id().Replace(scene.Transcript, "ID"));
    }

    [Fact]
    public async Task Build_CommandThatFails_PrintsNoMoreAndNamesIt()
    {
        using BuildScene scene = new();
        RunFailedException error = await Assert.ThrowsAsync<RunFailedException>(
            () => scene.BuildAsync("FROM scratch\nRUN print before && exit 3\nRUN print after\n"));
        Assert.Equal("The command '/bin/sh -c print before && exit 3' returned a non-zero code: 3", error.Message);
        Assert.Equal(3, error.ExitCode);
        Assert.EndsWith("Running in ID\nbefore\n", Id().Replace(scene.Transcript, "ID"), StringComparison.Ordinal);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Build_UnusedArguments_AreWarnedOf()
    {
        using BuildScene scene = new();
        await scene.BuildAsync(
            "FROM scratch\nARG used\nENV a=b",
            options: new BuildOptions { Arguments = new Dictionary<string, string> { ["used"] = "1", ["z"] = "2", ["b"] = "3", ["NO_PROXY"] = "4" } });
        Assert.Contains("[Warning] One or more build-args [b z] were not consumed\n", scene.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_StagesSideBySide_PrintInOrder()
    {
        using BuildScene scene = new();
        TaskCompletionSource second = new();
        scene.Sandbox.OnRun = async request =>
        {
            // The first stage's command ends only after the second stage's has begun.
            if (request.Arguments[^1].Contains("one", StringComparison.Ordinal))
            {
                await second.Task.WaitAsync(TimeSpan.FromMinutes(1));
            }
            else if (request.Arguments[^1].Contains("two", StringComparison.Ordinal))
            {
                second.SetResult();
            }
        };
        await scene.BuildAsync("""
            FROM scratch AS a
            RUN print one && write /a 1
            FROM scratch AS b
            RUN print two && write /b 2
            FROM scratch AS unused
            RUN print three
            FROM scratch
            COPY --from=a /a /
            COPY --from=b /b /
            """, options: new BuildOptions { Parallelism = 2 });
        string[] lines = [.. scene.Transcript.Split('\n').Where(l => l.StartsWith("Step", StringComparison.Ordinal) || l is "one" or "two" or "three")];
        Assert.Equal(
            [
                "Step 1/9 : FROM scratch AS a", "Step 2/9 : RUN print one && write /a 1", "one", "Step 3/9 : FROM scratch AS b",
                "Step 4/9 : RUN print two && write /b 2", "two", "Step 7/9 : FROM scratch", "Step 8/9 : COPY --from=a /a /",
                "Step 9/9 : COPY --from=b /b /",
            ],
            lines);
    }

    [GeneratedRegex("[0-9a-f]{12}")]
    private static partial Regex Id();
}
