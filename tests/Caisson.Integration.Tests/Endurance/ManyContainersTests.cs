using System.Globalization;

namespace Caisson.Integration.Tests.Endurance;

/// <summary>
/// Thousands of containers, eight at a time: not one mount, cgroup, process, file or descriptor more than before,
/// which the class's guard sees to. CAISSON_MANY sets another number.
/// </summary>
public sealed class ManyContainersTests : IntegrationTest
{
    private const int AtATime = 8;
    private static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("CAISSON_MANY") ?? "5000", CultureInfo.InvariantCulture);

    [Fact]
    public void Containers_ThousandsInARow_LeaveNothing()
    {
        Bundle bundle = new Bundle().WithArgs("true");
        bundle.Save();
        string runtime = OciRuntime.Subject.Path;
        string state = Path.Combine(StateRoot, OciRuntime.SubjectName);
        Directory.CreateDirectory(state);
        int openBefore = Directory.GetFiles("/proc/self/fd").Length;

        // One shell per lane, for starting a process takes .NET longer than the runtime takes for a container.
        string script = $"""
            i=0
            while [ $i -lt {Count / AtATime} ]; do
                id={TestRun.Marker}-$0-$i
                {runtime} --root {state} create --bundle {bundle.Folder} $id </dev/null >/dev/null &&
                {runtime} --root {state} start $id &&
                {runtime} --root {state} delete --force $id || exit 1
                i=$((i + 1))
            done
            """;
        Command[] lanes =
        [
            .. Enumerable.Range(0, AtATime).Select(lane => Command.Start(new CommandOptions(), "sh", "-c", script, $"lane{lane}")),
        ];

        foreach (Command lane in lanes)
        {
            lane.Wait(TimeSpan.FromMinutes(30)).Succeeded();
            Assert.Equal("", lane.Error);
            lane.Dispose();
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(state));
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, openBefore + 2);
    }
}
