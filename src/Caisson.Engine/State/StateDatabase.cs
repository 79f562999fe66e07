using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Microsoft.Data.Sqlite;

namespace Caisson.Engine.State;

/// <summary>
/// What the engine knows and must not forget: JSON documents by kind and id, in one SQLite database. What
/// <see cref="WriteAsync"/> has returned from survives a crash of the machine.
/// </summary>
/// <remarks>
/// One thread writes. What is asked for while it writes becomes one transaction, the next one: ten containers that start at
/// the same time wait for one sync of the disk, not for ten. Reading happens once, when the engine starts; whoever owns a
/// kind of records keeps them in memory. Thread: any.
/// </remarks>
public sealed class StateDatabase : IAsyncDisposable
{
    /// <summary>The layout of the tables; documents have versions of their own where they need them.</summary>
    private const int SchemaVersion = 1;

    private const int BatchMax = 512;
    private const uint PrivateFile = 0b110_000_000;

    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly FileDescriptor _lock;
    private readonly Thread _writer;

    private StateDatabase(SqliteConnection connection, FileDescriptor held)
    {
        _connection = connection;
        _lock = held;
        _writer = new Thread(WriteUntilClosed) { Name = "state-writer", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Opens the database of a data folder, and makes it where it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="EngineException">Another engine uses it, or it is of a newer version.</exception>
    public static StateDatabase Open(string folder)
    {
        string lockPath = Path.Combine(folder, "engine.lock");
        FileDescriptor held = FileSystem.Open(lockPath, OpenFlags.O_RDWR | OpenFlags.O_CREAT, PrivateFile);
        try
        {
            if (!FileLock.TryTakeExclusive(held, lockPath))
            {
                throw new EngineException(
                    EngineErrorKind.Conflict, $"another engine uses {folder}: end it, or choose another folder with --data-root");
            }

            string path = Path.Combine(folder, "state.db");
            using (FileSystem.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, PrivateFile))
            {
                // SQLite would make it readable for all; its other files have the same permissions as this one.
            }

            return new StateDatabase(OpenConnection(path), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>All records of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="type">How they are written as JSON.</param>
    /// <exception cref="EngineException">A record is damaged.</exception>
    public IReadOnlyList<(string Id, T Value)> Load<T>(string kind, JsonTypeInfo<T> type)
    {
        List<(string, T)> all = [];
        lock (_connection)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT id, document FROM records WHERE kind = $kind ORDER BY id";
            command.Parameters.AddWithValue("$kind", kind);
            using SqliteDataReader rows = command.ExecuteReader();
            while (rows.Read())
            {
                string id = rows.GetString(0);
                all.Add((id, Parse(kind, id, rows.GetFieldValue<byte[]>(1), type)));
            }
        }

        return all;
    }

    /// <summary>Writes records, all of them or none; when it returns they are on the disk.</summary>
    /// <param name="changes">The records.</param>
    public Task WriteAsync(params ReadOnlySpan<StateChange> changes)
    {
        Request request = new(changes.ToArray());
        return _requests.Writer.TryWrite(request)
            ? request.Done.Task
            : Task.FromException(new EngineException(EngineErrorKind.Unavailable, "the engine is shutting down"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_requests.Writer.TryComplete())
        {
            TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() =>
            {
                _writer.Join();
                joined.SetResult();
            })
            { Name = "state-close", IsBackground = true }.Start();
            await joined.Task.ConfigureAwait(false);
            _connection.Dispose();
            _lock.Dispose();
        }
    }

    private static SqliteConnection OpenConnection(string path)
    {
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_sqlite3());
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE");
            long version = ReadVersion(connection);
            if (version > SchemaVersion)
            {
                throw new EngineException(
                    EngineErrorKind.Conflict, $"{path} was written by a newer version of Caisson, which is needed to go on with it");
            }

            if (version < SchemaVersion)
            {
                Execute(
                    connection,
                    $"""
                    BEGIN;
                    CREATE TABLE IF NOT EXISTS records
                        (kind TEXT NOT NULL, id TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
                    PRAGMA user_version = {SchemaVersion};
                    COMMIT
                    """);
            }

            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new EngineException(EngineErrorKind.System, $"{path} cannot be used: {e.Message}", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static T Parse<T>(string kind, string id, byte[] document, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(document, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new EngineException(EngineErrorKind.System, $"the record of {kind} {id} in state.db is damaged: {e.Message}", e);
        }
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private static long ReadVersion(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private void WriteUntilClosed()
    {
        List<Request> batch = [];
        using SqliteCommand put = Command("INSERT OR REPLACE INTO records (kind, id, document) VALUES ($kind, $id, $document)");
        SqliteParameter document = put.Parameters.Add("$document", SqliteType.Blob);
        using SqliteCommand remove = Command("DELETE FROM records WHERE kind = $kind AND id = $id");
        while (WaitForRequests())
        {
            while (batch.Count < BatchMax && _requests.Reader.TryRead(out Request? request))
            {
                batch.Add(request);
            }

            Exception? failure = Commit(batch, put, document, remove);
            foreach (Request request in batch)
            {
                if (failure is null)
                {
                    request.Done.SetResult();
                }
                else
                {
                    request.Done.SetException(failure);
                }
            }

            batch.Clear();
        }
    }

    // This thread has nothing else to do than wait.
    private bool WaitForRequests() => _requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private EngineException? Commit(List<Request> batch, SqliteCommand put, SqliteParameter document, SqliteCommand remove)
    {
        try
        {
            lock (_connection)
            {
                using SqliteTransaction transaction = _connection.BeginTransaction();
                foreach (StateChange change in batch.SelectMany(r => r.Changes))
                {
                    SqliteCommand command = change.Document is null ? remove : put;
                    command.Transaction = transaction;
                    command.Parameters["$kind"].Value = change.Kind;
                    command.Parameters["$id"].Value = change.Id;
                    document.Value = change.Document ?? [];
                    command.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            return null;
        }
        catch (SqliteException e)
        {
            return new EngineException(EngineErrorKind.System, $"the engine's state could not be written: {e.Message}", e);
        }
    }

    private SqliteCommand Command(string text)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.Add("$kind", SqliteType.Text);
        command.Parameters.Add("$id", SqliteType.Text);
        return command;
    }

    private sealed class Request(StateChange[] changes)
    {
        internal StateChange[] Changes => changes;

        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
