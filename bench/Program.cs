Console.WriteLine("usage: bin/bench customers");
