namespace Caisson.Fuzz.Targets;

/// <summary>Pieces of JSON, and of what images' documents say in it.</summary>
internal static class JsonTokens
{
    internal static readonly string[] All =
    [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", "{}", "[]", "\"\"", "\"a\":", "\"a\":1,",
        "\"mediaType\":", "\"digest\":", "\"size\":", "\"manifests\":[],", "\"layers\":[],", "\"config\":{},", "\"schemaVersion\":2,",
        "\"schemaVersion\":1,", "\"platform\":{},", "\"annotations\":{\"a\":\"b\"},", "\"subject\":", "\"urls\":[\"a\"],",
        "\"data\":\"\",", "\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"", "sha512:",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},", "\"history\":[{}],", "\"Labels\":{\"a\":\"b\"},", "\"Env\":[\"a=b\"],",
        "\"Cmd\":\"a\",", "\"2023-05-11T22:46:04.1234567890123Z\"", "\"Layers\":", "\\u006c", "\"os.features\":[\"a\"],",
    ];
}
