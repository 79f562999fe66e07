using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Compose;

/// <summary>
/// Debian's docker-compose with projects as people have them: services that wait for each other, volumes, scaling, and an
/// application that moves to an engine that knows nothing of it.
/// </summary>
public sealed class ComposeTests(StackEngine stack) : IClassFixture<StackEngine>
{
    [Fact]
    public void Shop_UpScaleExecLogsDown_WorksAsAProject()
    {
        EngineUnderTest engine = stack.Engine;
        var shop = new ComposeProject(engine, "shop");

        shop.Call("up -d").Succeeded();

        // Health gates the start: the web server starts after the first check of either service has succeeded.
        DateTimeOffset start = Time(engine.Inspect("shop_web_1", "{{.State.StartedAt}}"));
        foreach (string service in (string[])["shop_db_1", "shop_cache_1"])
        {
            Assert.Equal("healthy", engine.Inspect(service, "{{.State.Health.Status}}"));
            Assert.True(Time(engine.Inspect(service, "{{.State.StartedAt}}")) < start, $"{service} started after the web server");
        }

        string[] page = shop.Ask("web", options: "-d text=first");
        Assert.Equal(["note: first", "visits: 1"], page[..2]);

        // Scaling: three of them answer for themselves, and share what they keep.
        shop.Call("up -d --scale web=3").Succeeded();
        string[][] pages = [.. Enumerable.Range(1, 3).Select(i => shop.Ask("web", i))];
        Assert.All(pages, p => Assert.Equal("note: first", p[0]));
        Assert.Equal(3, pages.Select(p => p[^1]).Distinct().Count());
        string[] addresses = shop.Call("exec -T db getent ahostsv4 web").Succeeded().Lines;
        Assert.Equal(3, addresses.Select(l => l.Split(' ')[0]).Distinct().Count());

        Assert.Equal(
            "first", shop.Call("exec -T db mariadb -h 127.0.0.1 -u app -psecret -N -e 'SELECT text FROM notes' app").Succeeded().Text);
        Assert.Equal("4", shop.Call("exec -T cache redis-cli get visits").Succeeded().Text);
        Assert.Equal(7, shop.Call("exec -T web sh -c 'exit 7'").ExitCode);

        using (Command logs = shop.Begin("logs", "-f", "--tail", "0", "web"))
        {
            // Each request is asked for until it shows: the follower may begin after the first ones.
            Wait.Until(() => Followed(shop, logs), "the followed log shows a request");
        }

        shop.Call("restart -t 30 db").Succeeded();
        Assert.Equal("note: first", shop.Ask("web")[0]);
        shop.Call("up -d --scale web=1").Succeeded();
        Assert.Equal(3, shop.Call("ps -q").Succeeded().Lines.Length);

        // A stop keeps what is in volumes; down --volumes removes all of it.
        shop.Call("stop").Succeeded();
        shop.Call("start").Succeeded();
        Assert.Equal("note: first", shop.Ask("web")[0]);
        shop.Call("down -v").Succeeded();
        Assert.Empty(engine.Docker("ps", "--all", "--quiet").Succeeded().Lines);
        Assert.Empty(engine.Docker("volume", "ls", "--quiet", "--filter", "name=shop_").Succeeded().Lines);
        Assert.Empty(engine.Docker("network", "ls", "--quiet", "--filter", "name=shop_").Succeeded().Lines);
    }

    [Fact]
    public void Lamp_MovedToAnEmptyEngine_KeepsItsData()
    {
        EngineUnderTest engine = stack.Engine;
        var lamp = new ComposeProject(engine, "lamp");
        lamp.Call("build").Succeeded();
        lamp.Call("up -d").Succeeded();
        lamp.Ask("web", options: "-d name=Mia");
        Assert.Equal(["guest: Mia", "guest: Ole"], lamp.Ask("web", options: "-d name=Ole"));

        // Packed: images into one archive, the database's folder into another.
        string images = Path.Combine(engine.Folder, "images.tar");
        string data = Path.Combine(engine.Folder, "data.tar");
        lamp.Call("stop").Succeeded();
        engine.Docker("save", "--output", images, "caisson-tests/lamp-web", StackImage.Name).Succeeded();
        engine.Shell($"docker run --rm -v lamp_data:/data:ro {StackImage.Name} tar -C /data -c . > {data}").Succeeded();
        lamp.Call("down -v").Succeeded();

        engine.Wipe();
        Assert.Empty(engine.Docker("images", "--quiet").Succeeded().Lines);

        engine.Docker("load", "--input", images).Succeeded();
        lamp.Call("up --no-start").Succeeded();
        engine.Shell($"docker run --rm -i -v lamp_data:/data {StackImage.Name} tar -C /data -x < {data}").Succeeded();
        lamp.Call("up -d").Succeeded();
        Assert.Equal(["guest: Mia", "guest: Ole", "guest: Zoe"], lamp.Ask("web", options: "-d name=Zoe"));
        lamp.Call("down -v").Succeeded();
        Assert.Empty(engine.Docker("ps", "--all", "--quiet").Succeeded().Lines);
    }

    private static bool Followed(ComposeProject shop, Command logs)
    {
        shop.Ask("web");
        return logs.Output.Contains("GET /index.php", StringComparison.Ordinal);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
