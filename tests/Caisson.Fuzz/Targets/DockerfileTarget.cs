using Caisson.Images;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Fuzz.Targets;

/// <summary>Dockerfiles: instructions follow each other, and every mistake is an error of one line.</summary>
public sealed class DockerfileTarget : IFuzzTarget
{
    public string Name => "dockerfile";

    public IReadOnlyList<string> Tokens =>
    [
        "FROM ", "RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "LABEL ", "HEALTHCHECK ", "ONBUILD ", "SHELL ", "VOLUME ", "EXPOSE ", "CMD ",
        "--from=", "--mount=type=cache,", "--chown=", "--interval=", " AS ", "<<EOF\n", "\nEOF\n", "<<-'E'", "\\\n", "# escape=`\n",
        "[\"", "\"]", "${", ":-", "`\n", "\n", "\r\n", "\t", "\uFEFF",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        try
        {
            Dockerfile file = DockerfileParser.Parse(input);
            Expect.True(file.Stages.Count > 0, "there is a stage");
            int line = 0;
            foreach (Stage stage in file.Stages)
            {
                line = Follow(stage.From, line);
                foreach (Instruction instruction in stage.Instructions)
                {
                    line = Follow(instruction, line);
                    Expand(instruction);
                }
            }
        }
        catch (ImageException e)
        {
            Expect.OneLine(e.Message);
        }
    }

    private static void Expand(Instruction instruction)
    {
        Expect.True(instruction.Expand(v => v).Keyword == instruction.Keyword, "an expanded instruction is of the same kind");
        foreach (string mount in instruction is RunInstruction run ? run.Mounts : [])
        {
            try
            {
                _ = RunMount.Parse(mount, v => v);
            }
            catch (FormatException)
            {
                // Whether a mount makes sense is found out when its variables are known.
            }
        }
    }

    private static int Follow(Instruction instruction, int line)
    {
        SourceLines lines = instruction.Lines;
        Expect.True(lines.FirstLine > line && lines.LastLine >= lines.FirstLine, "an instruction follows the one before");
        return lines.LastLine;
    }
}
