using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class RuntimeFeaturesTests
{
    [Fact]
    public void ToUtf8_OfWhatWasLoaded_IsTheSameDocument()
    {
        byte[] document =
            """
            {
              "ociVersionMin": "1.0.0",
              "ociVersionMax": "1.3.0",
              "hooks": ["prestart", "poststop"],
              "mountOptions": ["ro", "tmpcopyup"],
              "linux": {
                "namespaces": ["cgroup", "time"],
                "capabilities": ["CAP_CHOWN"],
                "cgroup": { "v1": true, "v2": true, "systemd": false, "systemdUser": false, "rdma": true },
                "seccomp": {
                  "enabled": true,
                  "actions": ["SCMP_ACT_KILL", "SCMP_ACT_NOTIFY"],
                  "operators": ["SCMP_CMP_NE", "SCMP_CMP_MASKED_EQ"],
                  "archs": ["SCMP_ARCH_X86", "SCMP_ARCH_SHEB"],
                  "knownFlags": ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
                  "supportedFlags": []
                },
                "apparmor": { "enabled": true },
                "selinux": { "enabled": false },
                "intelRdt": { "enabled": false, "schemata": false, "monitoring": false },
                "memoryPolicy": { "modes": ["MPOL_DEFAULT", "MPOL_WEIGHTED_INTERLEAVE"], "flags": ["MPOL_F_NUMA_BALANCING"] },
                "mountExtensions": { "idmap": { "enabled": true } },
                "netDevices": { "enabled": true }
              },
              "annotations": { "org.example.version": "1" },
              "potentiallyUnsafeConfigAnnotations": ["org.example.hook."]
            }
            """u8.ToArray();

        Documents.AssertSame(document, RuntimeFeatures.Load(document).ToUtf8());
    }
}
