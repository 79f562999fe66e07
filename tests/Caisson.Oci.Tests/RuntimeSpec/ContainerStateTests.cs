using System.Text;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class ContainerStateTests
{
    [Fact]
    public void ToUtf8_State_HasTheSpecificationsNamesAndNoMore()
    {
        ContainerState state = new()
        {
            OciVersion = SpecVersion.Current,
            Id = "box",
            Status = ContainerStatus.Running,
            Pid = 4422,
            Bundle = "/containers/box",
            Annotations = new Dictionary<string, string> { ["key"] = "<&\">ä" },
        };

        Assert.Equal(
            """{"ociVersion":"1.3.0","id":"box","status":"running","pid":4422,"bundle":"/containers/box","annotations":{"key":"<&\">ä"}}""",
            Encoding.UTF8.GetString(state.ToUtf8()));
    }

    [Fact]
    public void ToUtf8_StoppedState_HasNoPid() =>
        Assert.Equal(
            """{"ociVersion":"1.3.0","id":"a","status":"stopped","bundle":"/b"}""",
            Encoding.UTF8.GetString(new ContainerState
            {
                OciVersion = "1.3.0",
                Id = "a",
                Status = ContainerStatus.Stopped,
                Bundle = "/b",
            }.ToUtf8()));

    [Fact]
    public void Load_WhatWasWritten_IsTheSame()
    {
        ContainerState state = new()
        {
            OciVersion = "1.3.0",
            Id = "a",
            Status = ContainerStatus.Paused,
            Pid = 1,
            Bundle = "/b",
            Rootfs = "/b/rootfs",
            Created = "2026-01-01T00:00:00Z",
            Owner = "me",
        };

        Assert.Equal(state, ContainerState.Load(state.ToUtf8(indented: true)));
    }

    [Fact]
    public void Load_WithoutAStatus_IsRefused() =>
        Assert.Equal(
            "state.json: status: is missing",
            Assert.Throws<OciException>(() => ContainerState.Load("""{"id":"a"}"""u8)).Message);

    [Fact]
    public void Load_ProcessState_HasTheListenersView()
    {
        ContainerProcessState state = ContainerProcessState.Load(
            """
            {"ociVersion":"1.0.2","fds":["seccompFd"],"pid":4422,"metadata":"m",
             "state":{"ociVersion":"1.0.2","id":"box","status":"creating","pid":4420,"bundle":"/b"}}
            """u8);

        Assert.Equal([ContainerProcessState.SeccompFdName], state.Fds);
        Assert.Equal(ContainerStatus.Creating, state.State.Status);
        Assert.Equal(4420, state.State.Pid);
        Documents.AssertSame(state.ToUtf8(), ContainerProcessState.Load(state.ToUtf8()).ToUtf8());
    }

    [Fact]
    public void Load_ProcessStateWithoutAState_IsRefused() =>
        Assert.Equal(
            "container process state: state: is missing",
            Assert.Throws<OciException>(() => ContainerProcessState.Load("{}"u8)).Message);
}
