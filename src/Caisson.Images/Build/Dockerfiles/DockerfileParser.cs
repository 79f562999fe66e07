using System.Text;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>
/// Reads Dockerfiles as <c>docker build</c> does, what BuildKit added included (documents, mounts, further flags and
/// forms of variables). Errors are worded as Docker words them.
/// </summary>
/// <remarks>Spec: Docker's manual, "Dockerfile reference". Thread: any.</remarks>
public static class DockerfileParser
{
    /// <summary>Parses a file. Bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ImageException">The file is malformed, or larger than <see cref="DockerfileLimits"/> allow.</exception>
    public static Dockerfile Parse(ReadOnlySpan<byte> utf8) => utf8.Length > DockerfileLimits.MaxBytes
        ? throw new ImageException(
            ImageErrorKind.LimitExceeded,
            $"the Dockerfile has {utf8.Length} bytes, more than the {DockerfileLimits.MaxBytes} that are read")
        : ParseText(Encoding.UTF8.GetString(utf8));

    /// <summary>Parses a text.</summary>
    /// <exception cref="ImageException">See <see cref="Parse(ReadOnlySpan{byte})"/>.</exception>
    public static Dockerfile Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > DockerfileLimits.MaxBytes
            ? throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"the Dockerfile has {text.Length} characters, more than the {DockerfileLimits.MaxBytes} that are read")
            : ParseText(text);
    }

    /// <summary>Parses instructions that belong to no stage: a trigger of ONBUILD, a change of a commit.</summary>
    /// <param name="text">The instructions, a line each.</param>
    /// <exception cref="ImageException">One is malformed.</exception>
    public static IReadOnlyList<Instruction> ParseInstructions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        LogicalLineReader lines = new(text);
        List<Instruction> instructions = [];
        while (lines.TryRead(out LogicalLine? line))
        {
            instructions.Add(InstructionReader.Read(line, lines.EscapeToken));
        }

        return instructions;
    }

    private static Dockerfile ParseText(string text)
    {
        LogicalLineReader lines = new(text);
        List<ArgInstruction> globalArguments = [];
        List<Stage> stages = [];
        List<Instruction> current = [];
        int count = 0;
        while (lines.TryRead(out LogicalLine? line))
        {
            if (++count > DockerfileLimits.MaxInstructions)
            {
                throw new ImageException(
                    ImageErrorKind.LimitExceeded,
                    $"the Dockerfile has more than {DockerfileLimits.MaxInstructions} instructions");
            }

            Instruction instruction = InstructionReader.Read(line, lines.EscapeToken);
            switch (instruction)
            {
                case FromInstruction from:
                    current = [];
                    stages.Add(new Stage(stages.Count, from, current));
                    CheckCount(stages.Count, line.FirstLine);
                    break;
                case ArgInstruction argument when stages.Count == 0:
                    globalArguments.Add(argument);
                    break;
                default:
                    if (stages.Count == 0)
                    {
                        throw new ImageException(ImageErrorKind.InvalidContent, "no build stage in current context");
                    }

                    current.Add(instruction);
                    break;
            }
        }

        if (count == 0)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, "file with no instructions");
        }

        return stages.Count == 0
            ? throw new ImageException(ImageErrorKind.InvalidContent, "dockerfile contains no stages to build")
            : new Dockerfile(lines.Directives, globalArguments, stages, lines.Warnings);
    }

    private static void CheckCount(int stages, int line)
    {
        if (stages > DockerfileLimits.MaxStages)
        {
            throw DockerfileError.At(line, $"more than {DockerfileLimits.MaxStages} stages");
        }
    }
}
