using System.Globalization;
using System.Text;
using Caisson.Formatting.Templates.Parsing;
using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>Fills a template in, once; the rules and the errors are those of Go's package text/template.</summary>
internal sealed class Evaluator
{
    // Blocks and parentheses in one another, times templates that call each other.
    private const int DepthFactor = 4;

    private readonly List<(string Name, object? Value)> _variables = [];
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, ListNode> _templates;
    private readonly FunctionTable _functions;
    private readonly TemplateLimits _limits;
    private readonly StringBuilder _output;
    private string _template = "";
    private long _steps;
    private int _depth;

    internal Evaluator(
        string text, IReadOnlyDictionary<string, ListNode> templates, FunctionTable functions, TemplateLimits limits, StringBuilder output)
    {
        _text = text;
        _templates = templates;
        _functions = functions;
        _limits = limits;
        _output = output;
    }

    private enum Jump
    {
        None,
        Break,
        Continue,
    }

    /// <exception cref="TemplateException">It cannot be filled in.</exception>
    internal void Run(ListNode root, object? data)
    {
        _variables.Add(("$", data));
        Walk(root, data);
    }

    private Jump Walk(ListNode list, object? dot)
    {
        foreach (Node part in list.Parts)
        {
            Jump jump = Walk(part, dot);
            if (jump != Jump.None)
            {
                return jump;
            }
        }

        return Jump.None;
    }

    private Jump Walk(Node node, object? dot)
    {
        Step(node);
        switch (node)
        {
            case TextNode text:
                Write(node, text.Text);
                break;
            case ActionNode { Pipeline: var pipeline }:
                object? value = Pipeline(dot, pipeline);
                if (pipeline.Variables.Count == 0)
                {
                    Write(node, GoPrint.Action(value));
                }

                break;
            case JumpNode jump:
                return jump.IsBreak ? Jump.Break : Jump.Continue;
            case TemplateNode template:
                Call(template, dot);
                break;
            case ControlNode control:
                return Control(control, dot);
        }

        return Jump.None;
    }

    private Jump Control(ControlNode node, object? dot)
    {
        Enter(node);
        int variables = _variables.Count;
        Jump jump = Jump.None;
        if (node.Kind == ControlKind.Range)
        {
            jump = Range(node, dot);
        }
        else
        {
            object? value = Pipeline(dot, node.Pipeline);
            if (Truth.Of(value))
            {
                jump = Walk(node.Body, node.Kind == ControlKind.With ? value : dot);
            }
            else if (node.Else is not null)
            {
                jump = Walk(node.Else, dot);
            }
        }

        Forget(variables);
        _depth--;
        return jump;
    }

    private Jump Range(ControlNode node, object? dot)
    {
        // The variables are the loop's own, and are set anew each time round.
        object? value = Pipeline(dot, node.Pipeline with { Variables = [] });
        bool isEmpty = true;
        foreach ((object? key, object? element) in Pairs(node, value))
        {
            isEmpty = false;
            Step(node);
            int variables = _variables.Count;
            Set(node, key, element);
            Jump jump = Walk(node.Body, element);
            Forget(variables);
            if (jump == Jump.Break)
            {
                return Jump.None;
            }
        }

        return isEmpty && node.Else is not null ? Walk(node.Else, dot) : Jump.None;
    }

    private void Set(ControlNode node, object? key, object? element)
    {
        IReadOnlyList<string> names = node.Pipeline.Variables;
        object?[] values = names.Count == 2 ? [key, element] : [element];
        for (int i = 0; i < names.Count; i++)
        {
            SetVariable(node, names[i], values[i], node.Pipeline.Assigns);
        }
    }

    private IEnumerable<(object? Key, object? Element)> Pairs(ControlNode node, object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case IReadOnlyList<object?> list:
                return list.Select((e, i) => ((object?)(long)i, e));
            case TemplateMap map:
                return map.Select(e => ((object?)e.Key, e.Value));
            case TemplateRecord { TypeName: null } document:
                return document.Names.Order(StringComparer.Ordinal).Select(n => ((object?)n, document.TryGet(n, out object? v) ? v : null));
            case long count when node.Pipeline.Variables.Count < 2:
                return Numbers(count);
            case long count:
                throw Error(node.Pipeline, $"can't use {count} to iterate over more than one variable");
            default:
                throw Error(node.Pipeline, $"range can't iterate over {GoPrint.Value(value)}");
        }
    }

    private static IEnumerable<(object? Key, object? Element)> Numbers(long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return (i, i);
        }
    }

    private void Call(TemplateNode node, object? dot)
    {
        if (!_templates.TryGetValue(node.Name, out ListNode? body))
        {
            throw Error(node, $"template {GoQuote.Quoted(node.Name)} not defined");
        }

        Enter(node);
        object? data = node.Pipeline is null ? null : Pipeline(dot, node.Pipeline);
        (string caller, _template) = (_template, node.Name);

        // A template sees no variables of its caller's.
        List<(string, object?)> outer = [.. _variables];
        _variables.Clear();
        _variables.Add(("$", data));
        Walk(body, data);
        _variables.Clear();
        _variables.AddRange(outer);
        _template = caller;
        _depth--;
    }

    private object? Pipeline(object? dot, PipelineNode node)
    {
        Enter(node);
        object? value = null;
        for (int i = 0; i < node.Commands.Count; i++)
        {
            value = Command(dot, node.Commands[i], i > 0, value);
        }

        foreach (string variable in node.Variables)
        {
            SetVariable(node, variable, value, node.Assigns);
        }

        _depth--;
        return value;
    }

    private object? Command(object? dot, CommandNode command, bool hasFinal, object? final)
    {
        Step(command);
        Node first = command.Arguments[0];
        switch (first)
        {
            case IdentifierNode identifier:
                return CallFunction(dot, identifier, command, command.Arguments, hasFinal, final);
            case FieldNode field when Method(dot, field) is { } method:
                return Call(method, dot, field, command.Arguments, hasFinal, final);
            case FieldNode field:
                return Fields(dot, field.Names, field, command.Arguments.Count > 1 || hasFinal);
            case VariableNode variable:
                return Variable(variable, command.Arguments.Count > 1 || hasFinal);
            case ChainNode chain:
                return Chain(dot, chain, command.Arguments.Count > 1 || hasFinal);
        }

        if (command.Arguments.Count > 1 || hasFinal)
        {
            throw Error(first, $"can't give argument to non-function {first}");
        }

        return first switch
        {
            PipelineNode pipeline => Pipeline(dot, pipeline),
            DotNode => dot,
            NilNode => throw Error(first, "nil is not a command"),
            _ => ((ConstantNode)first).Value,
        };
    }

    private static TemplateMethod? Method(object? dot, FieldNode field) =>
        field.Names.Count == 1 && dot is TemplateRecord record && record.TryGet(field.Names[0], out object? value) ? value as TemplateMethod : null;

    private string Call(TemplateMethod method, object? dot, FieldNode field, IReadOnlyList<Node> arguments, bool hasFinal, object? final)
    {
        int count = arguments.Count - 1 + (hasFinal ? 1 : 0);
        object? argument = count != 1 ? throw Error(field, $"wrong number of args for {field.Names[0]}: want 1 got {count}")
            : hasFinal ? final : Value(dot, arguments[1]);
        return argument is string text
            ? method.Body(text)
            : throw Error(field, $"wrong type for value; expected string; got {GoType.Name(argument)}");
    }

    // The value of an argument.
    private object? Value(object? dot, Node node) => node switch
    {
        DotNode => dot,
        NilNode => null,
        ConstantNode constant => constant.Value,
        FieldNode field => Fields(dot, field.Names, field, hasArguments: false),
        VariableNode variable => Variable(variable, hasArguments: false),
        PipelineNode pipeline => Pipeline(dot, pipeline),
        IdentifierNode identifier => CallFunction(dot, identifier, identifier, [identifier], hasFinal: false, null),
        _ => Chain(dot, (ChainNode)node, hasArguments: false),
    };

    private object? Variable(VariableNode node, bool hasArguments)
    {
        int index = _variables.FindLastIndex(v => v.Name == node.Name);
        if (index < 0)
        {
            throw Error(node, $"undefined variable: {node.Name}");
        }

        if (node.Fields.Count > 0)
        {
            return Fields(_variables[index].Value, node.Fields, node, hasArguments);
        }

        return hasArguments ? throw Error(node, $"can't give argument to non-function {node}") : _variables[index].Value;
    }

    private object? Chain(object? dot, ChainNode node, bool hasArguments) =>
        node.Inner is NilNode
            ? throw Error(node, $"indirection through explicit nil in {node}")
            : Fields(Value(dot, node.Inner), node.Fields, node, hasArguments);

    private object? Fields(object? value, IReadOnlyList<string> names, Node node, bool hasArguments)
    {
        for (int i = 0; i < names.Count; i++)
        {
            value = Field(value, names[i], node, hasArguments && i == names.Count - 1);
        }

        return value;
    }

    private object? Field(object? receiver, string name, Node node, bool hasArguments)
    {
        object? value = null;
        switch (receiver)
        {
            case null:
                throw Error(node, $"nil data; no entry for key {GoQuote.Quoted(name)}");
            case TemplateMap map:
                map.TryGet(name, out value);
                break;
            case TemplateNothing { IsMap: true }:
                break;
            case TemplateRecord record:
                if (!record.TryGet(name, out value))
                {
                    throw Error(node, record.TypeName is { } type
                        ? $"can't evaluate field {name} in type {type}"
                        : $"map has no entry for key {GoQuote.Quoted(name)}");
                }

                break;
            default:
                throw Error(node, $"can't evaluate field {name} in type {GoType.Name(receiver)}");
        }

        return hasArguments ? throw Error(node, $"{name} is not a method but has arguments") : value;
    }

    private object? CallFunction(
        object? dot, IdentifierNode identifier, Node call, IReadOnlyList<Node> arguments, bool hasFinal, object? final)
    {
        string name = identifier.Name;
        Function function = _functions[name];
        int count = arguments.Count - 1 + (hasFinal ? 1 : 0);
        int wanted = function.Arguments.Count;
        if (count < wanted || (count > wanted && !function.TakesMore))
        {
            throw Error(call, $"wrong number of args for {name}: want {(function.TakesMore ? "at least " : "")}{wanted} got {count}");
        }

        if (name is "and" or "or")
        {
            return Logic(dot, isAnd: name == "and", arguments, hasFinal, final);
        }

        object?[] values = new object?[count];
        for (int i = 0; i < count; i++)
        {
            Node? argument = i + 1 < arguments.Count ? arguments[i + 1] : null;
            values[i] = argument is null ? final : Value(dot, argument);
            Check(values[i], i < wanted ? function.Arguments[i] : Argument.Any, argument ?? call);
        }

        try
        {
            return function.Body(values);
        }
        catch (FunctionFailure e)
        {
            throw Error(call, $"error calling {name}: {e.Message}");
        }
    }

    // The first argument that decides; the ones after it are not looked at.
    private object? Logic(object? dot, bool isAnd, IReadOnlyList<Node> arguments, bool hasFinal, object? final)
    {
        object? value = null;
        for (int i = 1; i < arguments.Count; i++)
        {
            value = Value(dot, arguments[i]);
            if (Truth.Of(value) != isAnd)
            {
                return value;
            }
        }

        return hasFinal ? final : value;
    }

    private void Check(object? value, Argument wanted, Node node)
    {
        bool fits = wanted switch
        {
            Argument.Text => value is string,
            Argument.Whole => value is long,
            Argument.Texts => value is IReadOnlyList<object?> list && list.All(e => e is string),
            _ => true,
        };
        if (!fits)
        {
            string type = wanted switch { Argument.Text => "string", Argument.Whole => "int", _ => "[]string" };
            throw Error(node, value is null
                ? $"invalid value; expected {type}"
                : $"wrong type for value; expected {type}; got {GoType.Name(value)}");
        }
    }

    private void SetVariable(Node node, string name, object? value, bool assigns)
    {
        if (!assigns)
        {
            _variables.Add((name, value));
            return;
        }

        int index = _variables.FindLastIndex(v => v.Name == name);
        if (index < 0)
        {
            throw Error(node, $"undefined variable: {name}");
        }

        _variables[index] = (name, value);
    }

    private void Forget(int variables) => _variables.RemoveRange(variables, _variables.Count - variables);

    private void Write(Node node, string text)
    {
        if (_output.Length > _limits.OutputChars - text.Length)
        {
            throw Error(node, $"gives more than {_limits.OutputChars} characters");
        }

        _output.Append(text);
    }

    private void Step(Node node)
    {
        if (++_steps > _limits.Steps)
        {
            throw Error(node, $"takes more than {_limits.Steps} steps");
        }
    }

    private void Enter(Node node)
    {
        if (++_depth > _limits.Depth * DepthFactor)
        {
            throw Error(node, $"exceeded maximum template depth ({_limits.Depth * DepthFactor})");
        }
    }

    private TemplateException Error(Node node, string message)
    {
        ReadOnlySpan<char> before = _text.AsSpan(0, node.Position);
        int column = Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]);
        string place = string.Create(CultureInfo.InvariantCulture, $"{before.Count('\n') + 1}:{column}");
        return new TemplateException($"template: {_template}:{place}: executing {GoQuote.Quoted(_template)} at <{node}>: {message}");
    }
}
