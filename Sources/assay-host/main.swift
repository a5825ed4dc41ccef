print("assay-host")
