using Caisson.Linux.DBus;

namespace Caisson.Linux.Tests.DBus;

public class DBusAddressTests
{
    [Theory]
    [InlineData("unix:path=/run/user/1000/bus,guid=0123", "/run/user/1000/bus")]
    [InlineData("unix:guid=1,path=/a%2fb%20c", "/a/b c")]
    [InlineData("unix:abstract=/tmp/x", "@/tmp/x")]
    [InlineData("tcp:host=localhost,port=1;unix:path=/a;unix:path=/b", "/a /b")]
    [InlineData("unix:path=/a%2", "")]
    [InlineData("unix:path=/a%00", "")]
    [InlineData("unix:path=", "")]
    [InlineData("unix:", "")]
    [InlineData("", "")]
    [InlineData("unixexec:path=/bin/sh", "")]
    public void ParseList_Addresses_AreThoseOfUnixSockets(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', DBusAddress.ParseList(text)));
}
