using System.Text;
using Caisson.Oci.ImageSpec;

namespace Caisson.Oci.Tests.ImageSpec;

public class ManifestTests
{
    [Fact]
    public void Parse_DockersManifest_HasConfigAndLayers()
    {
        ImageManifest manifest = ImageManifest.Parse(Samples.Utf8(Samples.Manifest), MediaTypes.DockerManifest);

        Assert.Equal(MediaTypes.DockerManifest, manifest.MediaType);
        Assert.Equal((Samples.A, 1457L), (manifest.Config.Digest.ToString(), manifest.Config.Size));
        Assert.Equal([(Samples.B, 2220094L)], manifest.Layers.Select(l => (l.Digest.ToString(), l.Size)));
        Assert.Equal(
            Samples.Manifest.Replace("\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(manifest.ToJson()));
    }

    [Fact]
    public void Parse_Index_HasEntries()
    {
        ImageIndex index = ImageIndex.Parse(Samples.Utf8(Samples.Index));

        Assert.Equal([false, true], index.Manifests.Select(PlatformSelection.IsAttestation));
        Assert.Equal(Samples.Index.Replace("\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(index.ToJson()));
    }

    [Fact]
    public void Parse_EveryField_SurvivesARoundTrip()
    {
        string config = $$"""{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{{Samples.A}}","size":2,"data":"e30="}""";
        string layer = $$"""
            {"mediaType":"x/y","digest":"{{Samples.B}}","size":0,"urls":["https://x"],"annotations":{"a":"b"},
            """.Trim() + """
            "platform":{"architecture":"a","os":"b","os.version":"1","os.features":["f"],"variant":"v"},"artifactType":"a/t"}
            """;
        string json = $$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b","config":{{{config}}},
            """.Trim() + $$$"""
            "layers":[{{{layer.Trim()}}}],"subject":{{{config}}},"annotations":{"A":"1","a":"2"}}
            """;

        Assert.Equal(json.Trim(), Encoding.UTF8.GetString(ImageManifest.Parse(Samples.Utf8(json)).ToJson()));
    }

    [Fact]
    public void Parse_NoMediaType_IsWhatItWasSaidToBe()
    {
        string json = Samples.Manifest.Replace($"\"mediaType\":\"{MediaTypes.DockerManifest}\",", "", StringComparison.Ordinal);

        Assert.Equal(MediaTypes.OciManifest, ImageManifest.Parse(Samples.Utf8(json)).MediaType);
        Assert.Equal(MediaTypes.DockerManifest, ImageManifest.Parse(Samples.Utf8(json), MediaTypes.DockerManifest).MediaType);
        Assert.Equal(MediaTypes.OciManifest, ManifestKinds.Detect(Samples.Utf8(json)));
    }

    [Fact]
    public void Detect_ManifestAndIndex_AreToldApart()
    {
        Assert.Equal(MediaTypes.DockerManifest, ManifestKinds.Detect(Samples.Utf8(Samples.Manifest)));
        Assert.Equal(MediaTypes.OciIndex, ManifestKinds.Detect(Samples.Utf8(Samples.Index)));
        Assert.Equal(MediaTypes.OciIndex, ManifestKinds.Detect("""{"schemaVersion":2,"manifests":[]}"""u8));
        Assert.StartsWith(
            "manifest: its mediaType \"text/html\" is neither",
            Assert.Throws<OciException>(() => ManifestKinds.Detect("""{"mediaType":"text/html"}"""u8)).Message);
    }

    [Theory]
    [InlineData(MediaTypes.OciManifest, "manifest: mediaType: is \"application/vnd.docker.distribution.manifest.v2+json\", "
        + "but it was announced as \"application/vnd.oci.image.manifest.v1+json\"")]
    [InlineData(MediaTypes.OciIndex, "manifest: was announced as \"application/vnd.oci.image.index.v1+json\"")]
    [InlineData("text/html", "manifest: was announced as \"text/html\"")]
    public void Parse_AnnouncedAsSomethingElse_IsRefused(string mediaType, string message) => Assert.Equal(
        message,
        Assert.Throws<OciException>(() => ImageManifest.Parse(Samples.Utf8(Samples.Manifest), mediaType)).Message);

    // CVE-2021-41190: one document that some read as a manifest, and others as an index.
    [Theory]
    [InlineData("\"manifests\":[]", "manifest: manifests: does not belong in a manifest")]
    [InlineData("\"manifests\":{}", "manifest: manifests: does not belong in a manifest")]
    [InlineData("\"fsLayers\":[]", "manifest: fsLayers: does not belong in a manifest")]
    [InlineData("\"\\u006danifests\":[]", "manifest: manifests: does not belong in a manifest")]
    public void Parse_ManifestWithFieldsOfAnIndex_IsRefused(string field, string message) =>
        Assert.StartsWith(message, Refused(Samples.Manifest.Replace("{\"schema", "{" + field + ",\"schema", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"config\":{}", "index: config: does not belong in an index")]
    [InlineData("\"layers\":[]", "index: layers: does not belong in an index")]
    public void Parse_IndexWithFieldsOfAManifest_IsRefused(string field, string message) => Assert.StartsWith(
        message,
        Assert.Throws<OciException>(() => ImageIndex.Parse(Samples.Utf8(
            Samples.Index.Replace("{\"schema", "{" + field + ",\"schema", StringComparison.Ordinal)))).Message);

    [Fact]
    public void Parse_IndexThatCallsItselfAManifest_IsRefused() => Assert.Equal(
        "index: mediaType: \"application/vnd.oci.image.manifest.v1+json\" is no index",
        Assert.Throws<OciException>(() => ImageIndex.Parse(
            """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]}"""u8)).Message);

    [Theory]
    [InlineData("\"size\":1457", "\"size\":-1", "config.size: must be from 0 to 281474976710656, not -1")]
    [InlineData("\"size\":1457", "\"size\":9223372036854775807", "config.size: must be from 0 to 281474976710656, not 9223372036854775807")]
    [InlineData("\"size\":1457", "\"size\":92233720368547758070", "config.size: must be an integer from")]
    [InlineData("\"size\":1457", "\"size\":\"1457\"", "config.size: must be an integer from")]
    [InlineData("\"size\":1457", "\"sise\":1457", "config.size: is missing")]
    [InlineData("\"digest\":\"" + Samples.A, "\"digest\":\"md5:d41d8cd98f00b204e9800998ecf8427e", "config.digest: \"md5:d41d8cd98f00b204e9800998ecf8427e\" is not a sha256 or sha512 digest")]
    [InlineData("\"digest\":\"" + Samples.A, "\"digest\":\"sha256:../../x", "config.digest: \"sha256:../../x\" is not a sha256 or sha512 digest")]
    [InlineData("\"size\":1457", "\"size\":1457,\"size\":1", "config.size: is there twice")]
    [InlineData("\"size\":1457", "\"size\":1457,\"Size\":1", "config.Size: is there twice")]
    [InlineData("\"layers\"", "\"Layers\"", "Layers: is written \"layers\"")]
    [InlineData("\"layers\":", "\"layers\":[],\"l\\u0061yers\":", "layers: is there twice")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":1", "schemaVersion: is 1, Docker's format before 2016")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":3", "schemaVersion: must be 2, not 3")]
    [InlineData("\"schemaVersion\":2,", "", "schemaVersion: is missing")]
    [InlineData("image.v1+json", "image v1", "config.mediaType: \"application/vnd.docker.container.image v1\" is not a media type")]
    [InlineData("image.v1+json", "image\\r\\nX: y", "config.mediaType: \"application/vnd.docker.container.image\\u000d\\u000aX: y\" is not a media type")]
    [InlineData("\"config\":{", "\"config\":[{", "config: must be an object, not an array")]
    public void Parse_FieldSpoilt_IsRefusedByName(string what, string by, string message) =>
        Assert.StartsWith("manifest: " + message, Refused(Samples.Manifest.Replace(what, by, StringComparison.Ordinal)));

    [Fact]
    public void Parse_SecondLayerSpoilt_IsRefusedToo()
    {
        string layer = $$$"""{"mediaType":"a/b","digest":"{{{Samples.A}}}","size":1,"annotations":{"x":"y"}},""";
        string json = Samples.Manifest.Replace("\"layers\":[", "\"layers\":[" + layer, StringComparison.Ordinal);

        Assert.Equal(2, ImageManifest.Parse(Samples.Utf8(json)).Layers.Count);
        Assert.Equal(
            "manifest: layers[1].Size: is there twice",
            Refused(json.Replace("\"size\":2220094", "\"size\":2220094,\"Size\":5", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parse_AnnotationsThatDifferInCase_AreTwo()
    {
        string json = Samples.Manifest.Replace("\"layers\":[{", "\"layers\":[{\"annotations\":{\"a\":\"1\",\"A\":\"2\"},", StringComparison.Ordinal);

        Assert.Equal(2, ImageManifest.Parse(Samples.Utf8(json)).Layers[0].Annotations!.Count);
        Assert.Equal(
            "manifest: layers[0].annotations.A: is there twice",
            Refused(json.Replace("\"a\"", "\"A\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parse_LayersNull_HasNone() =>
        Assert.Empty(ImageManifest.Parse(Samples.Utf8(Samples.Manifest.Split("\"layers\"")[0] + "\"layers\":null}")).Layers);

    [Fact]
    public void Parse_TooMuch_IsRefused()
    {
        byte[] large = new byte[ImageSpecLimits.MaxManifestBytes + 1];
        string layer = $$"""{"mediaType":"a/b","digest":"{{Samples.A}}","size":1},""";
        string many = string.Concat(Enumerable.Repeat(layer, ImageSpecLimits.MaxDescriptors + 1)).TrimEnd(',');

        Assert.Equal("manifest: has 4194305 bytes, more than the 4194304 that are read", Assert.Throws<OciException>(() => ImageManifest.Parse(large)).Message);
        Assert.Equal(
            "manifest: layers: has 10001 entries, more than 10000",
            Refused(Samples.Manifest.Replace("\"layers\":[", $"\"layers\":[{many},", StringComparison.Ordinal).Replace($",{{\"mediaType\":\"{MediaTypes.DockerLayerTarGzip}\",\"digest\":\"{Samples.B}\",\"size\":2220094}}", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parse_TruncatedAnywhere_IsRefused()
    {
        byte[] whole = Samples.Utf8(Samples.Manifest);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            Assert.Throws<OciException>(() => ImageManifest.Parse(part));
        }
    }

    private static string Refused(string json) =>
        Assert.Throws<OciException>(() => ImageManifest.Parse(Samples.Utf8(json))).Message;
}
