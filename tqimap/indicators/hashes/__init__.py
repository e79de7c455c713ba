"""Long runs of letters and digits: hashes of files, and addresses of cryptocurrencies."""
