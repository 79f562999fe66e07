using System.Text;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.CommandLine.Tests.Output;

public class StateDocumentTests
{
    private static readonly ContainerState Stopped = new()
    {
        OciVersion = "1.0.2",
        Id = "c1",
        Status = ContainerStatus.Stopped,
        Bundle = "/b",
        Rootfs = "/b/rootfs",
        Created = "2026-11-22T20:11:31.0209524Z",
        Owner = "root",
        Annotations = new Dictionary<string, string> { ["a"] = "b<c>" },
    };

    [Fact]
    public void ForState_StoppedContainer_HasRuncsFieldsInRuncsOrder() =>
        Assert.Equal(
            """
            {
              "ociVersion": "1.0.2",
              "id": "c1",
              "pid": 0,
              "status": "stopped",
              "bundle": "/b",
              "rootfs": "/b/rootfs",
              "created": "2026-11-22T20:11:31.0209524Z",
              "annotations": {
                "a": "b<c>"
              },
              "owner": "root"
            }
            """,
            Encoding.UTF8.GetString(StateDocument.ForState(Stopped)));

    [Fact]
    public void ForList_Containers_IsOneLine()
    {
        ContainerState bare = new() { OciVersion = "1.0.2", Id = "c1", Status = ContainerStatus.Running, Pid = 7 };
        Assert.Equal(
            """[{"ociVersion":"1.0.2","id":"c1","pid":7,"status":"running","bundle":"","rootfs":"","created":"","""
            + "\"owner\":\"\"}]\n",
            Encoding.UTF8.GetString(StateDocument.ForList([bare])));
    }

    [Fact]
    public void ForList_NoContainers_IsNull() => Assert.Equal("null\n"u8, StateDocument.ForList([]));
}
