using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Rapport.Platform.Data;

/// <summary>
/// UUIDv7 (RFC 9562) that never go backwards within this process: a counter stands in the twelve bits after the millisecond, so rows
/// written together lie together in order.
/// </summary>
public static class Ids
{
    private static readonly Lock Gate = new();
    private static long lastMillisecond;
    private static int counter;

    /// <summary>The order in which both databases keep IDs: by their bytes, the first weighing most.</summary>
    public static readonly Comparer<Guid> Order = Comparer<Guid>.Create(
        (a, b) => a.ToByteArray(true).AsSpan().SequenceCompareTo(b.ToByteArray(true))
    );

    /// <summary>Two IDs, the lower first.</summary>
    public static (Guid Low, Guid High) Ordered(Guid a, Guid b) => Order.Compare(a, b) < 0 ? (a, b) : (b, a);

    public static Guid Next()
    {
        long millisecond;
        int count;
        lock (Gate)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > lastMillisecond)
                (lastMillisecond, counter) = (now, 0);
            else if (++counter > 0xFFF)
                (lastMillisecond, counter) = (lastMillisecond + 1, 0);
            (millisecond, count) = (lastMillisecond, counter);
        }

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, millisecond << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | count));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
