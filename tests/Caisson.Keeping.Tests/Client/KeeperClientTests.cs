using Caisson.Keeping.Client;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Tests.Client;

public sealed class KeeperClientTests : IDisposable
{
    private const int Attempts = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-keeper-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Connect_KeeperEndsBeforeItAnswers_TriesOnceMoreAndSaysSo()
    {
        string path = Path.Combine(_folder, "keeper.sock");
        using UnixSocket listener = UnixSocket.Listen(path, SocketKind.SOCK_SEQPACKET);
        int accepted = 0;
        Thread ending = new(() =>
        {
            for (; accepted < Attempts; accepted++)
            {
                listener.Accept().Dispose();
            }
        });
        ending.Start();

        KeeperException e = await Assert.ThrowsAsync<KeeperException>(
            () => KeeperClient.ConnectAsync(path, Path.Combine(_folder, "none"), TestContext.Current.CancellationToken));

        ending.Join();
        Assert.Equal((KeeperFault.Gone, Attempts), (e.Fault, accepted));
    }
}
