using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Images.Build.Images;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Stages;

/// <summary>What a stage has come to.</summary>
/// <param name="State">The image.</param>
/// <param name="Defaults">What its containers do, what is not committed included.</param>
/// <param name="Scope">Its ARG variables.</param>
internal sealed record StageResult(ImageState State, ContainerDefaults Defaults, VariableScope Scope);
