using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;
using Caisson.Oci.Tests.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec.Json;

/// <summary>A NUL would cut a path in the kernel, behind the back of whoever checked it.</summary>
public class NulTests
{
    [Fact]
    public void Load_NulInAnyString_IsRefused()
    {
        JsonNode document = JsonNode.Parse(Rules.Valid)!;
        int strings = 0;
        foreach (JsonValue value in Strings(document).ToList())
        {
            JsonNode spoilt = JsonValue.Create(value.GetValue<string>() + "\0tail");
            string path = value.GetPath();
            value.ReplaceWith(spoilt);
            byte[] json = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
            OciException e = Assert.Throws<OciException>(() => ContainerConfig.Load(json));
            Assert.True(e.Message.EndsWith("must not contain NUL", StringComparison.Ordinal), $"{path}: {e.Message}");
            spoilt.ReplaceWith(value);
            strings++;
        }

        Assert.True(strings > 90, $"{strings} strings tried");
    }

    [Theory]
    [InlineData("/annotations/a\0b", "\"v\"", "annotations")]
    [InlineData("/linux/sysctl/net.a\0b", "\"v\"", "linux.sysctl")]
    [InlineData("/linux/netDevices/eth\0", "{}", "linux.netDevices")]
    [InlineData("/linux/resources/unified/memory.\0high", "\"1\"", "linux.resources.unified")]
    public void Load_NulInAKey_IsRefused(string place, string json, string path)
    {
        byte[] document = Documents.With(Rules.Valid, place, json);

        OciException e = Assert.Throws<OciException>(() => ContainerConfig.Load(document));

        Assert.StartsWith($"config.json: {path}[\"", e.Message);
        Assert.EndsWith("must not contain NUL", e.Message);
    }

    [Fact]
    public void Validate_NulInAnyStringPutTogetherInMemory_IsRefused()
    {
        int strings = 0;
        foreach ((string path, Action spoil, Action repair, ContainerConfig config) in Spoilers())
        {
            spoil();
            Assert.True(Record.Exception(() => ConfigValidator.Validate(config)) is OciException, path);
            repair();
            ConfigValidator.Validate(config);
            strings++;
        }

        Assert.True(strings > 60, $"{strings} strings tried");
    }

    private static IEnumerable<JsonValue> Strings(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Strings(p.Value)),
        JsonArray a => a.SelectMany(Strings),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.String => [v],
        _ => [],
    };

    private static IEnumerable<(string Path, Action Spoil, Action Repair, ContainerConfig Config)> Spoilers()
    {
        ContainerConfig config = ContainerConfig.Load(Rules.Valid);
        return Spoilers(config, "config").Select(s => (s.Path, s.Spoil, s.Repair, config));
    }

    private static IEnumerable<(string Path, Action Spoil, Action Repair)> Spoilers(object owner, string path)
    {
        foreach (PropertyInfo property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = property.GetValue(owner);
            string here = $"{path}.{property.Name}";
            switch (value)
            {
                case string text:
                    yield return (here, () => property.SetValue(owner, text + "\0"), () => property.SetValue(owner, text));
                    break;
                case string[] texts:
                    for (int i = 0; i < texts.Length; i++)
                    {
                        int index = i;
                        string text = texts[i];
                        yield return ($"{here}[{i}]", () => texts[index] = text + "\0", () => texts[index] = text);
                    }

                    break;
                case Dictionary<string, string> map:
                    foreach ((string key, string text) in map.ToList())
                    {
                        yield return ($"{here}[{key}]", () => map[key] = text + "\0", () => map[key] = text);
                    }

                    break;
                case object[] or IDictionary:
                    foreach (object item in value is IDictionary objects ? objects.Values : (IEnumerable)value)
                    {
                        foreach ((string, Action, Action) spoiler in Spoilers(item, $"{here}[]"))
                        {
                            yield return spoiler;
                        }
                    }

                    break;
                case not null and not Array when value.GetType().Namespace == typeof(Hook).Namespace && value.GetType().IsClass:
                    foreach ((string, Action, Action) spoiler in Spoilers(value, here))
                    {
                        yield return spoiler;
                    }

                    break;
            }
        }
    }
}
