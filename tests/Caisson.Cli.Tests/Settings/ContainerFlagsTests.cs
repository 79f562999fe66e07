using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings;

namespace Caisson.Cli.Tests.Settings;

/// <summary>What the options of <c>create</c> and <c>run</c> become in the request; errors as Docker's client 28.2 has them.</summary>
public sealed class ContainerFlagsTests
{
    [Theory]
    [InlineData("""{"Tty":true,"OpenStdin":true,"StdinOnce":true,"AttachStdin":true}""", "-it")]
    [InlineData("""{"AttachStdin":false,"AttachStdout":false,"AttachStderr":true}""", "-a", "STDERR")]
    [InlineData("""{"Env":["A=1","B=2"],"User":"5:6","WorkingDir":"/w","Hostname":"h"}""", "-e", "A=1", "--env=B=2", "-u5:6", "-w", "/w", "-h", "h")]
    [InlineData("""{"Entrypoint":["x"]}""", "--entrypoint", "x")]
    [InlineData("""{"Entrypoint":[""]}""", "--entrypoint", "")]
    [InlineData("""{"Labels":{"a":"b=c","d":""}}""", "-l", "a=b=c", "-l", "d")]
    [InlineData("""{"StopSignal":"USR1","StopTimeout":0}""", "--stop-signal", "USR1", "--stop-timeout", "0")]
    [InlineData("""{"Volumes":{"/data":{}}}""", "-v", "/data")]
    [InlineData("""{"ExposedPorts":{"80/tcp":{},"81/tcp":{},"53/udp":{}}}""", "--expose", "80-81", "--expose", "53/udp")]
    [InlineData("""{"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":1500000000,"Timeout":0,"StartPeriod":0,"Retries":3}}""", "--health-cmd", "true", "--health-interval", "1.5s", "--health-retries", "3")]
    [InlineData("""{"Healthcheck":{"Test":["NONE"]}}""", "--no-healthcheck")]
    public void Request_Options_AreInTheConfig(string expected, params string[] words) => AssertContains(expected, Request(words));

    [Theory]
    [InlineData("""{"Memory":67108864,"MemorySwap":-1,"NanoCpus":500000000,"PidsLimit":-1,"CpuShares":5}""", "-m", "64m", "--memory-swap", "-1", "--cpus", "0.5", "--pids-limit=-1", "-c", "5")]
    [InlineData("""{"Ulimits":[{"Name":"nofile","Soft":1,"Hard":2},{"Name":"core","Soft":-1,"Hard":-1}]}""", "--ulimit", "nofile=1:2", "--ulimit", "core=-1")]
    [InlineData("""{"Binds":["vol:/a:ro","/b:/c"]}""", "-v", "vol:/a:ro", "--volume", "/b:/c")]
    [InlineData("""{"Tmpfs":{"/a":"size=1m","/b":""}}""", "--tmpfs", "/a:size=1m", "--tmpfs", "/b")]
    [InlineData("""{"Mounts":[{"Type":"bind","Target":"/t","Source":"/s","ReadOnly":true,"BindOptions":{"Propagation":"rslave"}}]}""", "--mount", "type=bind,src=/s,dst=/t,ro,bind-propagation=rslave")]
    [InlineData("""{"Mounts":[{"Type":"volume","Target":"/t","VolumeOptions":{"NoCopy":true,"Labels":{"a":"b"},"DriverConfig":{"Name":"d","Options":{"o":"x,y"}}}}]}""", "--mount", "target=/t,volume-nocopy,volume-label=a=b,volume-driver=d,\"volume-opt=o=x,y\"")]
    [InlineData("""{"Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":1048576,"Mode":493}}]}""", "--mount", "type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=0755")]
    [InlineData("""{"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"","HostPort":""}],"53/udp":[{"HostIp":"::1","HostPort":"5353"}]}}""", "-p", "127.0.0.1:8080:80", "-p", "80", "-p", "[::1]:5353:53/udp")]
    [InlineData("""{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"90"}],"81/tcp":[{"HostIp":"","HostPort":"91"}]}}""", "-p", "90-91:80-81")]
    [InlineData("""{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"90-95"}]}}""", "-p", "90-95:80")]
    [InlineData("""{"PortBindings":{"80/udp":[{"HostIp":"","HostPort":"90"}]}}""", "-p", "published=90,target=80,protocol=udp")]
    [InlineData("""{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3}}""", "--restart", "on-failure:3")]
    [InlineData("""{"AutoRemove":true,"RestartPolicy":{"Name":"no"},"Init":true,"Privileged":true,"ReadonlyRootfs":true}""", "--rm", "--init", "--privileged", "--read-only")]
    [InlineData("""{"Init":false}""", "--init=false")]
    [InlineData("""{"CapAdd":["CAP_CHOWN","CAP_KILL"],"CapDrop":["ALL"],"GroupAdd":["5"],"PidMode":"host","UTSMode":"host","IpcMode":"shareable","CgroupnsMode":"private"}""", "--cap-add", "kill", "--cap-add", "CAP_CHOWN", "--cap-drop", "ALL", "--cap-drop", "KILL", "--group-add", "5", "--pid", "host", "--uts", "host", "--ipc", "shareable", "--cgroupns", "private")]
    [InlineData("""{"SecurityOpt":["no-new-privileges","label=disable"],"MaskedPaths":[],"ReadonlyPaths":[]}""", "--security-opt", "no-new-privileges", "--security-opt", "systempaths=unconfined", "--security-opt", "label=disable")]
    [InlineData("""{"Sysctls":{"net.ipv4.ip_forward":"1"},"LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}}}""", "--sysctl", "net.ipv4.ip_forward=1", "--log-driver", "json-file", "--log-opt", "max-size=1m")]
    [InlineData("""{"Devices":[{"PathOnHost":"/dev/a","PathInContainer":"/dev/a","CgroupPermissions":"rwm"},{"PathOnHost":"/dev/a","PathInContainer":"/dev/b","CgroupPermissions":"r"}]}""", "--device", "/dev/a", "--device", "/dev/a:/dev/b:r")]
    [InlineData("""{"BlkioDeviceReadBps":[{"Path":"/dev/a","Rate":1048576}],"BlkioWeightDevice":[{"Path":"/dev/a","Weight":100}]}""", "--device-read-bps", "/dev/a:1mb", "--blkio-weight-device", "/dev/a:100")]
    [InlineData("""{"Dns":["1.2.3.4"],"DnsSearch":["a.b"],"DnsOptions":["x"],"ExtraHosts":["a:1.2.3.4","b:::1"],"Links":["a:a","b:c"]}""", "--dns", "1.2.3.4", "--dns-search", "a.b", "--dns-option", "x", "--add-host", "a:1.2.3.4", "--add-host", "b=[::1]", "--link", "a", "--link", "b:c")]
    [InlineData("""{"NetworkMode":"default"}""")]
    [InlineData("""{"NetworkMode":"container:x"}""", "--network", "container:x")]
    public void Request_Options_AreInTheHostConfig(string expected, params string[] words) => AssertContains(expected, Request(words)["HostConfig"]!);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"EndpointsConfig":{"n":{}}}""", "--network", "n")]
    [InlineData("""{"EndpointsConfig":{"n":{"Aliases":["a","b"],"IPAMConfig":{"IPv4Address":"10.0.0.5"},"DriverOpts":{"k":"v"},"GwPriority":-1}}}""", "--network", "name=n,alias=a,alias=b,ip=10.0.0.5,driver-opt=k=v,gw-priority=-1")]
    [InlineData("""{"EndpointsConfig":{"n":{"Aliases":["a"],"Links":["c:d"],"IPAMConfig":{"IPv4Address":"10.0.0.5","LinkLocalIPs":["169.254.1.1"]},"MacAddress":"02:42:ac:11:00:02"},"m":{}}}""", "--network", "n", "--network", "m", "--network-alias", "a", "--link", "c:d", "--ip", "10.0.0.5", "--link-local-ip", "169.254.1.1", "--mac-address", "02:42:ac:11:00:02")]
    public void Request_Networks_AreEndpoints(string expected, params string[] words) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), Request(words)["NetworkingConfig"]!.ToJsonString());

    [Theory]
    [InlineData("invalid containerPort: x", "-p", "x")]
    [InlineData("invalid hostPort: a", "-p", "a:80")]
    [InlineData("invalid IP address: 1.2.3", "-p", "1.2.3:80:80")]
    [InlineData("invalid proto: foo", "-p", "80:80/foo")]
    [InlineData("no port specified: 80:<empty>", "-p", "80:")]
    [InlineData("invalid ranges specified for container and host Ports: 80-82 and 8000-8001", "-p", "8000-8001:80-82")]
    [InlineData("invalid range format for --expose: 80-70, error: invalid range specified for port: 80-70", "--expose", "80-70")]
    [InlineData("conflicting options: cannot specify both --restart and --rm", "--rm", "--restart", "always")]
    [InlineData("conflicting options: cannot attach both user-defined and non-user-defined network-modes", "--network", "host", "--network", "a")]
    [InlineData("network \"a\" is specified multiple times", "--network", "a", "--network", "a")]
    [InlineData("network-scoped aliases are only supported for user-defined networks", "--network-alias", "a")]
    [InlineData("--pid: invalid PID mode", "--pid", "x")]
    [InlineData("--no-healthcheck conflicts with --health-* options", "--no-healthcheck", "--health-cmd", "x")]
    [InlineData("--health-interval cannot be negative", "--health-interval=-1s")]
    [InlineData("Invalid --security-opt: \"foo\"", "--security-opt", "foo")]
    [InlineData("opening seccomp profile (/nope) failed: open /nope: no such file or directory", "--security-opt", "seccomp=/nope")]
    [InlineData("open /nope: no such file or directory", "--env-file", "/nope")]
    [InlineData("invalid logging opts for driver none", "--log-driver", "none", "--log-opt", "a=b")]
    [InlineData("could not select device driver \"\" with capabilities: [[gpu]]", "--gpus", "all")]
    public void Request_WrongOptions_SaysWhy(string expected, params string[] words) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => Request(words)).Message);

    [Theory]
    [InlineData("invalid argument \"x\" for \"-m, --memory\" flag: invalid size: 'x'", "-m", "x")]
    [InlineData("invalid argument \"x\" for \"--cpus\" flag: failed to parse x as a rational number", "--cpus", "x")]
    [InlineData("invalid argument \"x\" for \"-a, --attach\" flag: valid streams are STDIN, STDOUT and STDERR", "-a", "x")]
    [InlineData("invalid argument \"70000\" for \"--blkio-weight\" flag: strconv.ParseUint: parsing \"70000\": value out of range", "--blkio-weight", "70000")]
    [InlineData("invalid argument \"x\" for \"--pids-limit\" flag: strconv.ParseInt: parsing \"x\": invalid syntax", "--pids-limit", "x")]
    [InlineData("invalid argument \"nofile=5:2\" for \"--ulimit\" flag: ulimit soft limit must be less than or equal to hard limit: 5 > 2", "--ulimit", "nofile=5:2")]
    [InlineData("invalid argument \"foo\" for \"--mount\" flag: invalid field 'foo' must be a key=value pair", "--mount", "foo")]
    [InlineData("invalid argument \"type=bind,src=/x\" for \"--mount\" flag: target is required", "--mount", "type=bind,src=/x")]
    [InlineData("invalid argument \"a\" for \"--add-host\" flag: bad format for add-host: \"a\"", "--add-host", "a")]
    [InlineData("invalid argument \"foo\" for \"--sysctl\" flag: sysctl 'foo' is not allowed", "--sysctl", "foo")]
    [InlineData("invalid argument \"alias=y\" for \"--network\" flag: network name/id is not specified", "--network", "alias=y")]
    [InlineData("invalid argument \"=x\" for \"-e, --env\" flag: invalid environment variable: =x", "-e", "=x")]
    public void Parse_WrongValues_SaysWhy(string expected, params string[] words) =>
        Assert.Equal(expected, Assert.Throws<UsageException>(() => Request(words)).Message);

    [Fact]
    public void Request_EnvironmentFile_GivesVariablesBeforeOptions()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# comment\n\nA=1\n  B=2 3\nCAISSON_TEST_NOT_SET\n");

            AssertContains("""{"Env":["A=1","B=2 3","C=4"]}""", Request("-e", "C=4", "--env-file", path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Request_Command_FollowsTheImage() => AssertContains("""{"Image":"image","Cmd":["a","-b"]}""", Request());

    private static JsonObject Request(params string[] words)
    {
        ContainerFlags flags = new();
        Assert.Empty(new FlagParser(flags.All).Parse(words));
        return flags.Request("image", ["a", "-b"]);
    }

    private static void AssertContains(string expected, JsonNode actual)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.Equal($"{name}: {value?.ToJsonString()}", $"{name}: {actual[name]?.ToJsonString()}");
        }
    }
}
