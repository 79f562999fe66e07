namespace Caisson.Cli.Help;

/// <summary>What makes a shell complete command lines: it asks <c>caisson __complete</c>.</summary>
internal static class CompletionScripts
{
    /// <summary>The shells.</summary>
    internal static readonly string[] Shells = ["bash", "fish", "zsh"];

    private const string Bash = """
        # bash completion for caisson: put this into /etc/bash_completion.d, or source it
        _caisson() {
            local IFS=$'\n' cur words cword
            # Names of images have colons, at which bash would split words.
            if declare -F _get_comp_words_by_ref > /dev/null; then
                _get_comp_words_by_ref -n : cur words cword
            else
                cur=${COMP_WORDS[COMP_CWORD]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
            fi
            COMPREPLY=($("${words[0]}" __complete "${words[@]:1:cword}" 2> /dev/null))
            if declare -F __ltrim_colon_completions > /dev/null; then
                __ltrim_colon_completions "$cur"
            fi
        }
        complete -o default -F _caisson caisson

        """;

    private const string Zsh = """
        #compdef caisson
        # zsh completion for caisson: put this as _caisson into a folder of $fpath, or source it
        _caisson() {
            local -a candidates
            candidates=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2> /dev/null)}")
            if [ -n "${candidates[1]}" ]; then
                compadd -Q -- "${(@q)candidates}"
            else
                _files
            fi
        }
        if [ "${funcstack[1]}" = "_caisson" ]; then
            _caisson
        else
            compdef _caisson caisson
        fi

        """;

    private const string Fish = """
        # fish completion for caisson: put this as caisson.fish into ~/.config/fish/completions
        function __caisson_complete
            set -l words (commandline -opc) (commandline -ct)
            $words[1] __complete $words[2..-1] 2> /dev/null
        end
        complete -c caisson -a '(__caisson_complete)'

        """;

    /// <summary>The script of a shell; null for one that is not known.</summary>
    internal static string? Of(string shell) => shell switch
    {
        "bash" => Bash,
        "fish" => Fish,
        "zsh" => Zsh,
        _ => null,
    };
}
