'use client';
import { useEffect, useState } from 'react';
import { flow, words } from './flow.js';

export default function Page() {
  const [said, say] = useState('');
  useEffect(() => {
    flow({ baseURL: location.origin }).then(say, (error) => say(words(error)));
  }, []);
  return <p id="said">{said}</p>;
}
