using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

/// <summary>A configuration that has everything and breaks no rule, and what happens when one thing in it is
/// changed.</summary>
internal static class Rules
{
    /// <summary>everything.json, less two values that only a reader must know.</summary>
    public static byte[] Valid { get; } = Documents.With(
        Documents.With(Documents.Bytes("everything.json"), "/linux/personality/flags", null),
        "/process/scheduler",
        """{"policy":"SCHED_RR","nice":-5,"priority":10}""");

    /// <summary>Loads and checks a changed configuration.</summary>
    /// <returns>The warnings.</returns>
    public static List<string> Check(string place, string? json)
    {
        List<string> warnings = [];
        ConfigValidator.Validate(ContainerConfig.Load(Documents.With(Valid, place, json)), warnings);
        return warnings;
    }

    /// <summary>Expects one line of error.</summary>
    public static void AssertRefused(string message, string place, string? json)
    {
        OciException e = Assert.Throws<OciException>(() => Check(place, json));
        Assert.Equal($"config.json: {message}", e.Message);
    }
}
