namespace Rapport.Formats;

/// <summary>A stream without its first bytes: byte order marks, also those that do not belong to the encoding that follows them.</summary>
internal sealed class WithoutPreamble(Stream stream, int length) : Stream
{
    private int remaining = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (remaining > 0)
        {
            var passed = stream.Read(buffer[..Math.Min(remaining, buffer.Length)]);
            remaining = passed == 0 ? 0 : remaining - passed;
        }

        return stream.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (remaining > 0)
        {
            var passed = await stream.ReadAsync(buffer[..Math.Min(remaining, buffer.Length)], cancellationToken);
            remaining = passed == 0 ? 0 : remaining - passed;
        }

        return await stream.ReadAsync(buffer, cancellationToken);
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
