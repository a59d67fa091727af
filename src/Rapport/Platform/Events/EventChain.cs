using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// The hash that makes the log tamper-evident: SHA-256 over the hash before and every stored column, each with its length in front.
/// </summary>
public sealed class EventChain(MasterKey master)
{
    public static readonly byte[] Start = new byte[32];

    private readonly byte[] headKey = master.For("event-head");

    public static byte[] Next(byte[] before, Guid organization, long position, EventRow line)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(before);
        Add(organization.ToByteArray(true));
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, position);
        Add(number);
        Add(line.Id.ToByteArray(true));
        Add(Encoding.UTF8.GetBytes(line.Name));
        Add(Encoding.UTF8.GetBytes(line.SubjectType));
        Add(line.SubjectId.ToByteArray(true));
        Add(Encoding.UTF8.GetBytes(Words.Of(line.ActorKind)));
        Add(line.ActorId?.ToByteArray(true) ?? []);
        Add(Encoding.UTF8.GetBytes(StoredValue.TimeText(line.OccurredAt)));
        Add(line.PersonId?.ToByteArray(true) ?? []);
        Add(line.Payload);
        Add(Encoding.UTF8.GetBytes(line.Touches));
        return hash.GetHashAndReset();

        void Add(ReadOnlySpan<byte> column)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, column.Length);
            hash.AppendData(length);
            hash.AppendData(column);
        }
    }

    public byte[] SignHead(Guid organization, long position, byte[] hash)
    {
        var signed = new byte[24 + hash.Length];
        organization.TryWriteBytes(signed.AsSpan(0, 16), true, out _);
        BinaryPrimitives.WriteInt64BigEndian(signed.AsSpan(16, 8), position);
        hash.CopyTo(signed.AsSpan(24));
        return HMACSHA256.HashData(headKey, signed);
    }
}
