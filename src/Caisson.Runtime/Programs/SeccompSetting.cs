using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Programs;

/// <summary>linux.seccomp: compiled outside of the container, carried into it as bytes.</summary>
internal static class SeccompSetting
{
    private const int FilterBytesMax = 8 * 4096 + sizeof(uint);

    /// <summary>Compiles the filter of config.json.</summary>
    /// <exception cref="ContainerException">The profile is wrong; names the field.</exception>
    internal static SeccompProgram? Compile(SeccompConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        try
        {
            return SeccompFilter.Compile(SeccompTranslation.ToProfile(config));
        }
        catch (SeccompProfileException e)
        {
            throw new ContainerException($"config.json: linux.seccomp.{e.Message}", e);
        }
    }

    /// <summary>Puts a filter into memory that a child can read.</summary>
    internal static MemFd Write(SeccompProgram program)
    {
        MemFd file = MemFd.Create("seccomp");
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, (uint)program.Flags);
        file.WriteAll(flags);
        file.WriteAll(program.Instructions);
        return file;
    }

    /// <summary>Reads a filter that <see cref="Write"/> put there.</summary>
    internal static SeccompProgram Read(FileDescriptor file)
    {
        FileSystem.Rewind(file, "seccomp");
        byte[] bytes = FileSystem.ReadToEnd(file, "seccomp", FilterBytesMax);
        var flags = (SeccompFilterFlags)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return SeccompProgram.FromInstructions(bytes.AsSpan(sizeof(uint)), flags);
    }
}
