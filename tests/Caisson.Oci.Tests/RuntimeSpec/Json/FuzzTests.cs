using System.Text;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;
using Caisson.Oci.Tests.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec.Json;

/// <summary>Changes valid documents in thousands of ways: only <see cref="OciException"/> may come out.</summary>
public class FuzzTests
{
    private const int Rounds = 10_000;

    // Pieces of JSON and of what the documents contain, so that some changes keep the document well-formed.
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-1", "0", "1e9", "99999999999999999999",
        "\"\"", "\"a\"", "[]", "{}", "\"type\":", "\"linux\":{", "\n", "\0", "é", "\"SCMP_ACT_NOTIFY\"", "\"/\"", "-0", ".5",
    ];

    [Fact]
    public void LoadAndValidate_MutatedConfig_ThrowNothingElse() => Run(1, Rules.Valid, static bytes =>
    {
        ContainerConfig config = ContainerConfig.Load(bytes);
        ConfigValidator.Validate(config, []);

        // What passes must be writable, and read back as valid.
        ConfigValidator.Validate(ContainerConfig.Load(config.ToUtf8()), []);
    });

    [Fact]
    public void Load_MutatedState_ThrowsNothingElse() => Run(
        2,
        """{"ociVersion":"1.3.0","fds":["seccompFd"],"pid":5,"state":{"ociVersion":"1.3.0","id":"a","status":"running","bundle":"/b"}}"""u8.ToArray(),
        static bytes => ContainerProcessState.Load(bytes));

    [Fact]
    public void Load_MutatedFeatures_ThrowsNothingElse() => Run(
        3,
        """{"ociVersionMin":"1.0.0","ociVersionMax":"1.3.0","linux":{"namespaces":["pid"],"seccomp":{"archs":["SCMP_ARCH_X86"]}}}"""u8.ToArray(),
        static bytes => RuntimeFeatures.Load(bytes));

    private static void Run(int seed, byte[] document, Action<byte[]> target)
    {
        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutant = Mutate(document, random);
            try
            {
                target(mutant);
            }
            catch (OciException e)
            {
                refused++;
                Assert.False(e.Message.AsSpan().ContainsAny('\n', '\r', '\0'), e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}\n{Encoding.UTF8.GetString(mutant)}");
            }
        }

        Assert.InRange(refused, Rounds / 2, Rounds - 1);
    }

    private static byte[] Mutate(byte[] document, Random random)
    {
        List<byte> bytes = [.. document];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    ReplaceValue(bytes, at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    // Puts a piece between a colon and what ends the value after it.
    private static void ReplaceValue(List<byte> bytes, int from, byte[] piece)
    {
        int colon = bytes.IndexOf((byte)':', from);
        int end = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}');
        if (end > 0)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, piece);
        }
    }
}
