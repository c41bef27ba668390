"""Areas from files: read, judged, planned, stored, told.

reading · columns          which column is the code, the names, the date
shapes · codes · topology  each area by itself, its code, the set among itself
place · checking           against what is stored or known from elsewhere; all checks in order
deriving · versions · planning   levels above by dissolving; which versions begin and end
storing                    rows by COPY, successors, generalised borders
official · report          the official list; what people and machines are told
"""
