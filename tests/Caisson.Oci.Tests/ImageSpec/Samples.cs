using System.Text;

namespace Caisson.Oci.Tests.ImageSpec;

/// <summary>Documents as Docker and BuildKit write them, with digests of nothing in particular.</summary>
internal static class Samples
{
    internal const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    internal const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    internal const string Manifest =
        $$"""
        {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",
        "config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"{{A}}","size":1457},
        "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","digest":"{{B}}","size":2220094}]}
        """;

    internal const string Index =
        $$$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{A}}}","size":424,
        "platform":{"architecture":"amd64","os":"linux"}},
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{B}}}","size":567,
        "annotations":{"vnd.docker.reference.type":"attestation-manifest"},
        "platform":{"architecture":"unknown","os":"unknown"}}]}
        """;

    internal const string Config =
        $$$"""
        {"architecture":"amd64","config":{"Hostname":"","AttachStdin":false,"ExposedPorts":{"80/tcp":{},"443/tcp":{}},
        "Env":["PATH=/bin","A=<b>&é"],"Cmd":["sh"],"Image":"sha256:x","Volumes":{"/data":null},"WorkingDir":"/w",
        "Entrypoint":null,"OnBuild":["RUN x"],"Labels":{"b":"2","a":"1","B":"3"},"StopSignal":"SIGQUIT",
        "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3}},
        "container_config":{"Cmd":["/bin/sh","-c","#(nop) "]},"created":"2023-05-11T22:46:04.123456789Z",
        "docker_version":"20.10.23","history":[{"created":"2023-05-11T22:46:03Z","created_by":"ADD x"},
        {"created":"2023-05-11T22:46:04.123456789+02:00","created_by":"CMD","empty_layer":true}],
        "os":"linux","rootfs":{"type":"layers","diff_ids":["{{{B}}}"]}}
        """;

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
